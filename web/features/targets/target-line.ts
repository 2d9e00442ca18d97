import type { Target } from './useTargets.ts'

/** The monthly line of a target against its plan, in the units of the drawing. */
export type Box = { width: number; height: number; left: number; right: number; top: number; bottom: number }
export type TargetLine = {
  plan: string
  done: string
  dots: { x: number; y: number; month: string; disposedM2: number; plannedM2: number }[]
  goalY: number
  zeroY: number
  ticks: { x: number; text: string }[]
}

/** Room for the name of a month. */
const TICK_PX = 74

/** Lines begin at zero; what has not yet happened is not drawn. */
export function targetLine(target: Pick<Target, 'months' | 'goalM2'>, on: string, box: Box): TargetLine {
  const { months, goalM2 } = target
  const highest = Math.max(goalM2, ...months.map(({ disposedM2 }) => disposedM2), 1)
  const span = box.width - box.left - box.right
  const x = (index: number): number => box.left + (span * (index + 1)) / Math.max(months.length, 1)
  const y = (areaM2: number): number =>
    box.height - box.bottom - ((box.height - box.top - box.bottom) * Math.max(0, areaM2)) / highest
  const path = (points: readonly (readonly [number, number])[]): string =>
    [[box.left, y(0)] as const, ...points]
      .map(([px, py], i) => `${i ? 'L' : 'M'}${px.toFixed(1)} ${py.toFixed(1)}`)
      .join(' ')
  // The month under way is drawn as far as it has come.
  const past = months.filter(({ month }) => month <= on.slice(0, 7))
  const step = Math.max(1, Math.ceil((months.length * TICK_PX) / Math.max(span, 1)))
  return {
    plan: path(months.map(({ plannedM2 }, i) => [x(i), y(plannedM2)] as const)),
    done: path(past.map(({ disposedM2 }, i) => [x(i), y(disposedM2)] as const)),
    dots: past.map(({ month, disposedM2, plannedM2 }, i) => ({
      x: x(i),
      y: y(disposedM2),
      month,
      disposedM2,
      plannedM2,
    })),
    goalY: y(goalM2),
    zeroY: y(0),
    ticks: months.flatMap(({ month }, i) =>
      (months.length - 1 - i) % step === 0 ? [{ x: x(i), text: month }] : [],
    ),
  }
}
