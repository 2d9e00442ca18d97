import { describe, expect, it } from 'vitest'
import type { CaseContents } from '#geodata/papers/cases/case-contents.ts'
import { casePaper, documentNumber, templateVersion } from '#geodata/papers/cases/case-paper.ts'
import { paperFindings } from '#geodata/papers/cases/case-requirements.ts'
import { blank } from '#geodata/papers/paper.ts'
import type { CaseDocument } from '#geodata/rules/case/case-steps.ts'
import { caseDocuments, stepSpecs } from '#geodata/rules/case/case-steps.ts'
import { sampleContents } from '#tests/support/case-contents.ts'
import { paperText } from '#tests/support/paper-text.ts'
import { demanded } from './case-papers.golden.ts'

const textOf = (contents: CaseContents): string => paperText(casePaper(contents, templateVersion, null))

describe('papers of a case', () => {
  it.each(demanded)('%s says: %s', (kind, _item, words) => {
    const text = textOf(sampleContents(kind))
    expect(words.filter((word) => !text.includes(word))).toEqual([])
  })

  it('are demanded of every kind', () => {
    expect([...new Set(demanded.map(([kind]) => kind))].toSorted()).toEqual([...caseDocuments].toSorted())
  })

  it.each(caseDocuments)('%s is issued by some step, without a finding when nothing is missing', (kind) => {
    expect(Object.values(stepSpecs).some(({ document }) => document === kind)).toBe(true)
    expect(paperFindings(sampleContents(kind))).toEqual([])
  })

  it('demand only what of the fee is still to be paid', () => {
    const contents = sampleContents('demand')
    const fee = { step: 'fee' as const, doneOn: '2026-07-13', documentNo: '1', values: { feeWan: 36.85 } }
    const paid = {
      step: 'payment' as const,
      doneOn: '2026-08-01',
      documentNo: null,
      values: { amountWan: 6.85 },
    }
    const earlier = contents.earlier.filter(({ step }) => step !== 'recovery' && step !== 'fee')
    const text = textOf({ ...contents, earlier: [...earlier, fee, paid] })
    expect(text).toMatch(/缴纳土地闲置费余款.*应缴.*已缴/)
    expect(textOf({ ...contents, earlier: [...earlier, fee] })).not.toContain('余款')
  })

  const byHand: readonly CaseDocument[] = ['hearing_call', 'hearing_record']
  it.each(caseDocuments.filter((kind) => !byHand.includes(kind)))(
    '%s has no blank when nothing is missing',
    (kind) => {
      expect(textOf(sampleContents(kind))).not.toContain(blank)
    },
  )

  it.each(caseDocuments)(
    '%s is written from contents in which everything is missing, and says what is',
    (kind) => {
      const contents = sampleContents(kind)
      const empty = <T extends object>(values: T) =>
        Object.fromEntries(Object.keys(values).map((name) => [name, null])) as T
      const bare: CaseContents = {
        ...contents,
        office: empty(contents.office),
        holder: empty(contents.holder),
        land: empty(contents.land),
        step: { ...contents.step, values: {} },
        earlier: [],
        opens: [],
        evidence: [],
        sketch: null,
        clock: { kind: 'none', idleFrom: null, feeFrom: null, recoveryFrom: null },
      }
      const text = textOf(bare)
      expect(text).toContain(blank)
      expect(text).not.toMatch(/null|undefined|NaN|\[object/)
      expect(paperFindings(bare).length).toBeGreaterThan(0)
    },
  )

  it('tells suspended works by both shares', () => {
    const contents = sampleContents('investigation_notice')
    const land = {
      ...contents.land,
      startedOn: '2024-12-01',
      suspendedOn: '2025-02-01',
      developedM2: 3_000,
      shouldDevelopM2: 27_000,
      investedWan: 200,
      totalInvestmentWan: 3_000,
    }
    const text = textOf({
      ...contents,
      land,
      clock: { ...contents.clock, kind: 'suspended', idleFrom: '2026-02-01' },
    })
    expect(text).toContain('占11.11%')
    expect(text).toContain('占6.67%')
    expect(text).toContain('自2025年2月1日起中止开发建设')
    expect(text).toContain('第二条第二款')
  })

  it('counts the start from the handover where none was agreed (Art. 22)', () => {
    const contents = sampleContents('investigation_notice')
    const text = textOf({ ...contents, land: { ...contents.land, startOn: null, startRecord: null } })
    expect(text).toContain(
      '实际交付土地日期为2024年2月20日，依照《闲置土地处置办法》（国土资源部令第53号）第二十二条',
    )
  })

  it('names no cause in the publication of land that lies idle by its holder', () => {
    const contents = sampleContents('publication')
    const earlier = contents.earlier.map((one) =>
      one.step === 'determination' ? { ...one, values: { ...one.values, cause: 'enterprise' } } : one,
    )
    expect(textOf({ ...contents, earlier })).not.toContain('已书面告知')
  })

  it('cannot be written by a template that is not there', () => {
    expect(() => casePaper(sampleContents('demand'), 99, null)).toThrow('template 99')
  })

  it('is numbered by prefix, sign, year and place', () => {
    expect(documentNumber('investigation_notice', '运示闲', 2026, 3)).toBe('运示闲调〔2026〕3号')
    expect(documentNumber('fee_decision', null, 2027, 1)).toBe('闲费〔2027〕1号')
  })
})
