import { isUsableArea, toParts } from './area-parts.ts'
import type { RemediationOfParcel, StockKind } from './stock-facts.ts'
import type { Noting, StockEvent } from './stock-ledger.ts'
import { earlier, later, order } from './stock-ledger.ts'

/** Land that an open remediation speaks for. */
export type Cover = { remediation: RemediationOfParcel; parts: number; isBegun: boolean }
export type Covers = Map<number, Cover>

export const coveredParts = (covers: Covers): number =>
  [...covers.values()].reduce((sum, { parts }) => sum + parts, 0)

/** The remediation that stands for the parcel: the one that is furthest on, else the first. */
export function standingCover(covers: Covers): Cover | undefined {
  const open = [...covers.values()]
  return open.find(({ isBegun }) => isBegun) ?? open[0]
}

/** When a remediation takes its land out of stock, and as what. */
export type Exit = { on: string; movement: string }

export type RemediationHandlers = {
  found(remediation: RemediationOfParcel, on: string, parts: number): void
  corrected(remediation: RemediationOfParcel, on: string, parts: number): void
  begun(remediation: RemediationOfParcel, on: string): void
  disposed(remediation: RemediationOfParcel, on: string): void
  exitOn(remediation: RemediationOfParcel): string | null
}

function firstNamed({ versions, path }: RemediationOfParcel): string | null {
  if (path === null) return null
  return versions.find((version) => version.path !== null)?.from ?? null
}

/** Disposal is under way from the day it began, or from when a path was named. */
function begunOn(one: RemediationOfParcel, exitOn: string | null, note: Noting): string | null {
  const on = one.startedOn ?? firstNamed(one)
  if (on === null) return null
  if (one.startedOn !== null && one.startedOn < one.foundOn)
    note('begun_before_found', 'info', {
      remediationId: one.id,
      foundOn: one.foundOn,
      startedOn: one.startedOn,
    })
  const from = later(on, one.foundOn)
  if (exitOn === null || from < exitOn) return from
  if (one.startedOn !== null && from > exitOn)
    note('begun_after_disposed', 'info', { remediationId: one.id, startedOn: one.startedOn, exitOn })
  return null
}

/** A later version with another area corrects the stock, at the latest on the day on which the land leaves it. */
function corrections(one: RemediationOfParcel, exitOn: string | null): { on: string; parts: number }[] {
  let [known, ...rest] = one.versions
  const found: { on: string; parts: number }[] = []
  for (const version of rest) {
    if (version.areaM2 !== known!.areaM2 && isUsableArea(version.areaM2)) {
      const on = later(version.from, one.foundOn)
      found.push({ on: exitOn === null ? on : earlier(on, exitOn), parts: toParts(version.areaM2) })
    }
    known = version
  }
  return found
}

/** What the remediations of one kind make happen. */
export function remediationEvents(
  remediations: readonly RemediationOfParcel[],
  kind: StockKind,
  handlers: RemediationHandlers,
  note: Noting,
): StockEvent[] {
  return remediations
    .filter((one) => one.kind === kind)
    .flatMap((one): StockEvent[] => {
      const areaM2 = one.versions[0]?.areaM2 ?? 0
      if (!isUsableArea(areaM2)) {
        note('area_unusable', 'warning', { remediationId: one.id, areaM2 })
        return []
      }
      if (one.disposedOn !== null && one.disposedOn < one.foundOn)
        note('disposed_before_found', 'warning', {
          remediationId: one.id,
          foundOn: one.foundOn,
          disposedOn: one.disposedOn,
        })
      if (one.disposedOn !== null && one.path === null)
        note('disposed_without_path', 'warning', { remediationId: one.id, disposedOn: one.disposedOn })
      const exit = handlers.exitOn(one)
      const exitOn = exit === null ? null : later(exit, one.foundOn)
      const begun = begunOn(one, exitOn, note)
      return [
        {
          on: one.foundOn,
          order: order.found,
          apply: () => handlers.found(one, one.foundOn, toParts(areaM2)),
        },
        ...corrections(one, exitOn).map(({ on, parts }) => ({
          on,
          order: order.corrected,
          apply: () => handlers.corrected(one, on, parts),
        })),
        ...(begun === null
          ? []
          : [{ on: begun, order: order.begun, apply: () => handlers.begun(one, begun) }]),
        ...(exitOn === null
          ? []
          : [{ on: exitOn, order: order.disposed, apply: () => handlers.disposed(one, exitOn) }]),
      ]
    })
}
