import { readFileSync } from 'node:fs'
import { expect } from 'vitest'
import { readFile } from '#geodata/formats/registry.ts'
import type { Finding, Layer, ReadChoices, SourceFeature } from '#geodata/formats/exchange.ts'
import { distanceM } from '#geodata/geometry/length.ts'
import type { Geometry, Position } from '#geodata/model/geojson.ts'

export const fixtureBytes = (path: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`../../fixtures/formats/${path}`, import.meta.url)))

export type Read = {
  layers: Layer[]
  layer: Layer
  features: SourceFeature[]
  findings: Finding[]
  codes: string[]
}

/** Reads bytes that must be readable, walks the first layer, and gathers what was found. */
export const readBytes = (
  bytes: Uint8Array,
  fileName: string,
  choices: ReadChoices = {},
  near?: Position,
): Read => {
  const answer = readFile({ bytes, fileName, choices, near })
  if (!answer.ok) throw new Error(`not read: ${answer.reason} ${JSON.stringify(answer.findings)}`)
  const [layer] = answer.layers
  const features = [...layer!.features()]
  const findings = [...answer.findings, ...layer!.findings]
  return { layers: answer.layers, layer: layer!, features, findings, codes: findings.map(({ code }) => code) }
}

export const readFixture = (path: string, choices: ReadChoices = {}, near?: Position): Read =>
  readBytes(fixtureBytes(path), path, choices, near)

const isPosition = (value: unknown): value is Position => Array.isArray(value) && typeof value[0] === 'number'

const positionsOf = (value: unknown): Position[] => {
  if (isPosition(value)) return [value]
  return Array.isArray(value) ? value.flatMap(positionsOf) : []
}

/** Same type, same nesting, and every vertex of one within `toleranceM` of the other; rings may start elsewhere. */
export const expectSameShape = (actual: Geometry | null, expected: Geometry, toleranceM = 0.001): void => {
  expect(actual?.type).toBe(expected.type)
  const [a, b] = [positionsOf(actual?.coordinates), positionsOf(expected.coordinates)]
  expect(a).toHaveLength(b.length)
  for (const [one, other] of [
    [a, b],
    [b, a],
  ] as const)
    for (const position of one)
      expect(Math.min(...other.map((candidate) => distanceM(position, candidate)))).toBeLessThan(toleranceM)
}
