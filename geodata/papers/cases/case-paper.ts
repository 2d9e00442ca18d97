import type { CaseDocument } from '../../rules/case/case-steps.ts'
import type { Paper, PaperBlock, Watermark } from '../paper.ts'
import type { CaseContents } from './case-contents.ts'
import { documentWords } from './case-words.ts'
import { courtApplication, demand } from './enforcement-papers.ts'
import { determination, investigationNotice, investigationResult, publication } from './finding-papers.ts'
import { hearingCall, hearingNotice, hearingRecord } from './hearing-papers.ts'
import { buybackAgreement, disposalPlan, feeDecision, recoveryDecision } from './measure-papers.ts'

/** Raised when what a template prints changes; a paper is always drawn by the version it was issued under. */
export const templateVersion = 1

type Template = (contents: CaseContents) => PaperBlock[]
const versions: Readonly<Record<number, Readonly<Record<CaseDocument, Template>>>> = {
  1: {
    investigation_notice: investigationNotice,
    investigation_result: investigationResult,
    determination,
    publication,
    hearing_notice: hearingNotice,
    hearing_call: hearingCall,
    hearing_record: hearingRecord,
    disposal_plan: disposalPlan,
    fee_decision: feeDecision,
    recovery_decision: recoveryDecision,
    buyback_agreement: buybackAgreement,
    demand,
    court_application: courtApplication,
  },
}

/** Papers between two parties, or for a court, carry no head of the organ. */
const withoutHead: readonly CaseDocument[] = ['hearing_record', 'buyback_agreement', 'court_application']

/** 运示闲调〔2026〕3号 */
export const documentNumber = (
  kind: CaseDocument,
  prefix: string | null,
  year: number,
  ordinal: number,
): string => `${prefix ?? '闲'}${documentWords[kind].sign}〔${year}〕${ordinal}号`

/** The paper of a case, by the template that it was issued under. */
export function casePaper(contents: CaseContents, version: number, watermark: Watermark | null): Paper {
  const template = versions[version]?.[contents.kind]
  if (!template) throw new Error(`there is no template ${version} of ${contents.kind}`)
  const { title } = documentWords[contents.kind]
  const { number, office, issuedOn } = contents
  return {
    head: withoutHead.includes(contents.kind) ? null : office.authority,
    title,
    number: number ?? '（编号在办理时生成）',
    blocks: template(contents),
    foot: [title, number].filter(Boolean).join('　'),
    watermark,
    dayOn: issuedOn,
  }
}
