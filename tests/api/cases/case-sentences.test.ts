import { describe, expect, it } from 'vitest'
import { fixOf, sentenceOf } from '#api/features/cases/case.sentences.ts'
import { barrierCodes, caseArticles, faultCodes, refuse } from '#geodata/rules/case/case-articles.ts'

describe('a refusal of a case', () => {
  it.each([...barrierCodes, ...faultCodes])('%s is a sentence with what to do', (code) => {
    const refusal = refuse(code, 'order53_art12_4', {}, 'areaM2')
    expect(sentenceOf(refusal)).toMatch(/^\S.+ \(Order 53, Art\. 12 \(4\)\): .{4,}\.$/)
    expect(fixOf(refusal)).toMatch(/^\S.{3,}\.$/)
  })

  it('names its article and fills in its values', () => {
    const refusal = refuse('above_remainder', 'order53_art17', { owedWan: 36.85, given: 40 }, 'amountWan')
    expect(sentenceOf(refusal)).toBe(
      'The payment of 40 × 10⁴ yuan is above what is owed (Order 53, Art. 17): give at most 36.85 × 10⁴ yuan.',
    )
    for (const article of caseArticles)
      expect(sentenceOf(refuse('required', article, {}, 'place'))).not.toContain(article)
  })
})
