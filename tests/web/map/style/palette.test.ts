import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { spatialCollections } from '#geodata/model/collections.ts'
import type { FieldSpec } from '#geodata/model/fields.ts'
import type { Vision } from '#tests/web/support/colour.ts'
import { contrast, over, perceivedDifference } from '#tests/web/support/colour.ts'
import type { MapPalette } from '#web/map/style/palette.ts'
import {
  darkPalette,
  lightPalette,
  parcelStatuses,
  pipelineKinds,
  statusPatterns,
} from '#web/map/style/palette.ts'

const visions: Vision[] = ['normal', 'protanopia', 'deuteranopia', 'tritanopia']
const css = readFileSync(join(import.meta.dirname, '../../../../web/ui/tokens.css'), 'utf8')

/** The hexadecimal colours of one rule of tokens.css. */
function tokensOf(selector: string): Map<string, string> {
  const start = css.indexOf(`${selector} {`)
  const rule = css.slice(start, css.indexOf('\n}', start))
  return new Map([...rule.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})\b/gi)].map((m) => [m[1]!, m[2]!]))
}

const codesOf = (collection: string, name: string): readonly string[] => {
  const fields: readonly FieldSpec[] = spatialCollections.find(({ id }) => id === collection)!.fields
  const field = fields.find((candidate) => candidate.name === name)
  return field?.type === 'code' ? field.codes : []
}

describe.each([
  ['light', ':root', lightPalette],
  ['dark', 'html.dark', darkPalette],
] as [string, string, MapPalette][])('the %s theme', (_, selector, palette) => {
  const token = tokensOf(selector)
  const colour = (name: string): string => token.get(name) ?? tokensOf(':root').get(name)!

  it.each(['ink', 'ink-2', 'ink-3', 'accent', 'ok', 'near', 'soon', 'over'])(
    'writes --%s on every paper with AA contrast',
    (ink) => {
      for (const ground of ['paper', 'paper-2'])
        expect(contrast(colour(ink), colour(ground)), `${ink} on ${ground}`).toBeGreaterThanOrEqual(4.5)
    },
  )
  it.each([
    ['on-accent', 'accent'],
    ['rail-ink', 'rail'],
    ['rail-ink-on', 'rail-2'],
    ['near', 'near-soft'],
    ['over', 'over-soft'],
    ['accent', 'accent-soft'],
  ])('writes --%s on --%s with AA contrast', (ink, ground) => {
    expect(contrast(colour(ink), colour(ground))).toBeGreaterThanOrEqual(4.5)
  })
  it('outlines fields and focus with at least 3 : 1', () => {
    expect(contrast(colour('line-strong'), colour('paper'))).toBeGreaterThanOrEqual(3)
    expect(contrast(colour('focus'), colour('paper'))).toBeGreaterThanOrEqual(3)
  })
  it('labels parcels readably on every state', () => {
    for (const status of parcelStatuses) {
      const { colour: fill, opacity } = palette.status[status]
      const ground = over(fill, opacity, palette.ground.land)
      // The halo lifts the label; its ground without the halo must still hold 3 : 1.
      expect(contrast(palette.label, ground), status).toBeGreaterThanOrEqual(3)
    }
  })
  it.each(visions)('keeps every two states apart for %s vision', (vision) => {
    const seen = parcelStatuses.map((status) => {
      const { colour: fill, opacity } = palette.status[status]
      return [status, over(fill, opacity, palette.ground.land)] as const
    })
    for (const [index, [name, a]] of seen.entries())
      for (const [other, b] of seen.slice(index + 1))
        expect(perceivedDifference(a, b, vision), `${name} / ${other}`).toBeGreaterThan(10)
  })
})

describe('patterns', () => {
  it('mark every state that needs action, each in its own way', () => {
    const needAction = ['unsupplied', 'idle', 'disposing'] as const
    const patterns = needAction.map((status) => statusPatterns[status])
    expect(patterns).not.toContain('solid')
    expect(new Set(patterns).size).toBe(needAction.length)
  })
})

describe('the palette', () => {
  it('has a colour for every code of the registry', () => {
    expect([...parcelStatuses].sort()).toEqual([...codesOf('parcels', 'status')].sort())
    expect([...pipelineKinds].sort()).toEqual([...codesOf('pipelines', 'kind')].sort())
  })
})
