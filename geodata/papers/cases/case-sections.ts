import { roundTo } from '../../geometry/units.ts'
import type { PaperBlock } from '../paper.ts'
import { blank } from '../paper.ts'
import { parcelSketch } from '../scale-map.ts'
import { areaText, dayText, orBlank, periodText } from '../words.ts'
import type { CaseContents } from './case-contents.ts'
import { numberValue, stepBefore, textValue } from './case-contents.ts'
import {
  art8Words,
  causeWords,
  evidenceWords,
  kindWords,
  order53,
  stepWords,
  supplyModeWords,
} from './case-words.ts'
import type { CaseCause } from '../../rules/case/case-rules.ts'

/** Parts that several papers of a case share. */

export const heading = (text: string): PaperBlock => ({ kind: 'heading', text })
export const say = (text: string): PaperBlock => ({ kind: 'paragraph', text })
export const flush = (text: string): PaperBlock => ({ kind: 'paragraph', text, isFlush: true })
export const list = (...items: string[]): PaperBlock => ({ kind: 'list', items })

export const addressee = ({ holder }: CaseContents): PaperBlock => flush(`${orBlank(holder.name)}：`)

export const signed = ({ office, issuedOn }: CaseContents): PaperBlock => ({
  kind: 'signature',
  organ: orBlank(office.authority),
  day: dayText(issuedOn),
})

export const holderFacts = ({ holder }: CaseContents): PaperBlock => ({
  kind: 'facts',
  rows: [
    ['土地使用权人', orBlank(holder.name)],
    ['住所（地址）', orBlank(holder.address)],
    ['联系人', orBlank(holder.contact)],
    ['联系电话', orBlank(holder.phone)],
  ],
})

const ratioOf = (part: number | null, whole: number | null): string =>
  part === null || whole === null || whole === 0 ? blank : `${roundTo((part / whole) * 100, 2)}%`

export function landFacts({ land }: CaseContents): PaperBlock {
  const code = [land.parcelCode, land.parcelName].filter(Boolean).join('　')
  return {
    kind: 'facts',
    rows: [
      ['宗地编号', orBlank(code)],
      ['坐落', orBlank(land.location)],
      ['不动产单元号', orBlank(land.realEstateUnitNo)],
      ['供应面积', areaText(land.areaM2)],
      ['土地用途', orBlank(land.landUse)],
      ['供应方式', orBlank(land.mode && (supplyModeWords[land.mode] ?? land.mode))],
      ['合同（划拨决定书）编号', orBlank(land.contractNo)],
      ['电子监管号', orBlank(land.supervisionNo)],
      ['签订（核发）日期', dayText(land.signedOn)],
      ['土地价款', land.priceWan === null ? blank : `${land.priceWan}万元`],
      ['实际交地日期', dayText(land.handedOverOn)],
      ['约定动工开发日期', dayText(land.startOn)],
    ],
  }
}

const agreedStart = ({ land }: CaseContents): string =>
  land.startOn === null
    ? `该宗地未约定动工开发日期，实际交付土地日期为${dayText(land.handedOverOn)}，依照${order53}第二十二条，自实际交付土地之日起一年为动工开发日期`
    : `依据${orBlank(land.startRecord ?? land.contractNo)}，该宗地约定的动工开发日期为${dayText(land.startOn)}`

/** What speaks for idle land: the facts, as the clock took them, and the article. */
export function suspicion(contents: CaseContents): PaperBlock[] {
  const { land, clock, issuedOn } = contents
  if (clock.kind !== 'suspended') {
    const started =
      land.startedOn === null ? '未查见符合规定的动工开发事实' : `登记的动工日期为${dayText(land.startedOn)}`
    return [
      say(
        `${agreedStart(contents)}。截至${dayText(issuedOn)}，${started}，自${dayText(clock.idleFrom)}起已超过约定（规定）的动工开发日期满一年。`,
      ),
      say(`以上情形涉嫌构成${order53}第二条第一款规定的闲置土地。`),
    ]
  }
  return [
    say(
      `${agreedStart(contents)}。该宗地已于${dayText(land.startedOn)}动工开发，自${dayText(land.suspendedOn)}起中止开发建设，至${dayText(clock.idleFrom)}已满一年。`,
    ),
    say(
      `应动工开发建设用地总面积${areaText(land.shouldDevelopM2)}，已动工开发建设用地面积${areaText(land.developedM2)}，占${ratioOf(land.developedM2, land.shouldDevelopM2)}；` +
        `总投资额${orBlank(land.totalInvestmentWan)}万元，已投资额${orBlank(land.investedWan)}万元（均不含土地价款和向国家缴纳的相关税费），占${ratioOf(land.investedWan, land.totalInvestmentWan)}。`,
    ),
    say(`以上情形涉嫌构成${order53}第二条第二款规定的闲置土地。`),
  ]
}

const evidenceItem = ({ name, kind, observedOn }: CaseContents['evidence'][number]): string =>
  `${evidenceWords[kind] ?? kind}：${name}${observedOn ? `（${dayText(observedOn)}）` : ''}`

/** What the finding rests on: steps on record and attached evidence. */
export function evidenceList(contents: CaseContents): PaperBlock {
  const { land, earlier, evidence } = contents
  const steps = earlier
    .filter(({ step }) => stepWords[step] !== undefined)
    .map(
      ({ step, doneOn, documentNo }) =>
        `${dayText(doneOn)}${stepWords[step]}${documentNo ? `（${documentNo}）` : ''}`,
    )
  return list(
    `土地供应文件：${orBlank(land.contractNo)}（${dayText(land.signedOn)}）`,
    ...steps,
    ...evidence.map(evidenceItem),
  )
}

/** The finding that later papers rest on. */
export function finding(contents: CaseContents) {
  const found = stepBefore(contents, 'determination')
  const values = found?.values ?? (contents.kind === 'determination' ? contents.step.values : undefined)
  const kind = textValue(values, 'kind')
  const cause = textValue(values, 'cause')
  const item = textValue(values, 'art8Item')
  return {
    doneOn: found?.doneOn ?? null,
    documentNo: found?.documentNo ?? null,
    idleFrom: textValue(values, 'idleFrom'),
    areaM2: numberValue(values, 'areaM2'),
    reason: textValue(values, 'reason'),
    code: cause as CaseCause | null,
    kind: kind === 'suspended' ? kindWords.suspended : kind === 'not_started' ? kindWords.not_started : blank,
    isSuspended: kind === 'suspended',
    cause: cause === null ? blank : (causeWords[cause as CaseCause] ?? cause),
    item: item === null ? null : (art8Words[item] ?? item),
  }
}

export function findingText(contents: CaseContents): string {
  const { doneOn, documentNo, kind, idleFrom, areaM2, cause } = finding(contents)
  return `${dayText(doneOn)}，本机关作出《闲置土地认定书》（${orBlank(documentNo)}），认定该宗地${kind}，自${dayText(idleFrom)}起为闲置土地，闲置面积${areaText(areaM2)}，闲置原因为${cause}。`
}

/** 行政复议法 §20: sixty days; 行政诉讼法 §46: six months (a rule of the case, `remedyPeriod`). */
export const remedies = ({ office, rules }: CaseContents, what: string): PaperBlock =>
  say(
    `如不服本${what}，可以自收到之日起60日内依法向${orBlank(office.reviewBody)}申请行政复议，也可以自收到之日起${periodText(rules.remedyPeriod)}内依法向${orBlank(office.court)}提起行政诉讼。行政复议、行政诉讼期间，本${what}不停止执行，法律另有规定的除外。`,
  )

export const contactOf = ({ office }: CaseContents): PaperBlock =>
  say(
    `联系人：${orBlank(office.contact)}；联系电话：${orBlank(office.phone)}；地址：${orBlank(office.address)}；邮政编码：${orBlank(office.postcode)}。`,
  )

const coordinate = (value: number): string => value.toFixed(3)

/** A page of its own: the parcel among its neighbours at a round scale, and its boundary points. */
export function sketchPage({ sketch, land }: CaseContents): PaperBlock[] {
  if (sketch === null) return []
  const { drawing, scale, vertices } = parcelSketch(sketch, land.parcelCode)
  const rows = vertices.map(({ name, position, ring }, i) => {
    const ofRing = vertices.filter((one) => one.ring === ring)
    const next = vertices[i + 1]?.ring === ring ? vertices[i + 1]! : ofRing[0]!
    const sideM = Math.hypot(next.position[0] - position[0], next.position[1] - position[1])
    return [name, coordinate(position[1]), coordinate(position[0]), `${name}—${next.name}`, sideM.toFixed(2)]
  })
  return [
    { kind: 'page_break' },
    { kind: 'heading', text: '附图　宗地位置示意及界址点坐标' },
    { kind: 'drawing', drawing, caption: `比例尺 1:${scale}　坐标系 ${sketch.crsName}　单位：米` },
    {
      kind: 'table',
      columns: [
        { label: '点号', width: 1 },
        { label: 'X（北）', width: 2, align: 'right' },
        { label: 'Y（东）', width: 2, align: 'right' },
        { label: '界址线', width: 1.5, align: 'center' },
        { label: '边长', width: 1.2, align: 'right' },
      ],
      rows,
    },
  ]
}
