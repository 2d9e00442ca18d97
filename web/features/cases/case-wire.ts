import type { components } from '#api/contract/openapi.d.ts'

type Schemas = components['schemas']
export type CaseList = Schemas['CaseList']
export type CaseEntry = Schemas['CaseEntry']
export type CaseState = CaseEntry['state']
export type CaseDetail = Schemas['CaseDetail']
export type CaseStepEntry = Schemas['CaseStepEntry']
export type NextCaseStep = Schemas['NextCaseStep']
export type CaseInputSpec = NextCaseStep['inputs'][number]
export type CaseRefusal = Schemas['CaseRefusal']
export type CaseDeadline = CaseDetail['deadlines'][number]
export type NewCase = Schemas['NewCase']
export type NewCaseStep = Schemas['NewCaseStep']
