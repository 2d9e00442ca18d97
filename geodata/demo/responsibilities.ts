import { addDays, yearOf } from './dates.ts'
import { officials } from './names.ts'
import type { ResponsibilityRole, ResponsibilitySubject } from '../rules/responsibility/assignment.ts'

/** 领导包面、专班包链、部门包点: who answers for the open land of the demonstration. All names are invented. */
export type DemoSubject = {
  subject: ResponsibilitySubject
  id: number
  kind: 'unsupplied' | 'idle' | null
  /** The day from which there is something to answer for. */
  sinceOn: string
}

export type DemoPeriod = {
  subject: ResponsibilitySubject
  subjectId: number
  role: ResponsibilityRole
  name: string
  fromOn: string
  toOn: string | null
  /** Follows the period before it in the list. */
  handedOver: boolean
  documentNo: string | null
  note: string | null
}

export const demoLeaders = ['卫副主任', '薛副主任', '裴副主任', '柴副书记', '景副主任'] as const
export const demoTeams = [
  '新能源汽车链专班',
  '铜基新材料链专班',
  '绿色建材链专班',
  '智能装备制造链专班',
] as const
export const demoDepartments = ['土地科', '规划建设部', '招商合作局', '征收服务中心', '综合执法队'] as const
const serviceOfficers = ['姚专员', '畅专员', '任专员'] as const
const FORMER_LEADER = '原副主任（已调离）'
/** The office names people once a year, and once more when duties are shared out anew. */
const firstDocument = (on: string): string => `运示办〔${yearOf(on)}〕6号`
const handOverDocument = (on: string): string => `运示办〔${yearOf(on)}〕11号`
/** The programme of responsibility began on this day; nobody was named before. */
const PROGRAMME_ON = '2024-02-01'
const HAND_OVER_DAYS = 160

const at = <T>(list: readonly T[], index: number): T => list[index % list.length]!

type Named = [role: ResponsibilityRole, name: string]

function namesOf({ subject, kind }: DemoSubject, index: number): Named[] {
  const area = Math.floor(index / 3)
  const named: Named[] = [
    ['leader', at(demoLeaders, area)],
    ['department', at(demoDepartments, index * 2)],
  ]
  if (subject === 'batch') return named
  named.push(['officer', at(officials, index * 3)])
  if (kind !== null) named.push(['team', at(demoTeams, index)])
  if (kind === 'idle') named.push(['service_officer', at(serviceOfficers, index)])
  return named
}

const later = (a: string, b: string): string => (a > b ? a : b)

/** Everybody who answers, or has answered, for the open land; every fifth leader has taken over from another. */
export function demoResponsibilities(subjects: readonly DemoSubject[], today: string): DemoPeriod[] {
  const handOverOn = addDays(today, -HAND_OVER_DAYS)
  return subjects.flatMap((one, index) => {
    const sinceOn = later(one.sinceOn, PROGRAMME_ON)
    const isHandedOver = index % 5 === 1 && sinceOn < handOverOn
    const base = { subject: one.subject, subjectId: one.id, toOn: null, note: null }
    return namesOf(one, index).flatMap(([role, name]): DemoPeriod[] => {
      if (role !== 'leader' || !isHandedOver)
        return [
          { ...base, role, name, fromOn: sinceOn, handedOver: false, documentNo: firstDocument(sinceOn) },
        ]
      const former = {
        name: FORMER_LEADER,
        fromOn: sinceOn,
        toOn: handOverOn,
        documentNo: firstDocument(sinceOn),
      }
      const present = {
        name,
        fromOn: handOverOn,
        documentNo: handOverDocument(handOverOn),
        note: '分工调整，整体移交',
      }
      return [
        { ...base, role, ...former, handedOver: false },
        { ...base, role, ...present, handedOver: true },
      ]
    })
  })
}
