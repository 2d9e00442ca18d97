import { fractionOf } from '../../rules/idle/idle-rules.ts'
import { roundTo } from '../../geometry/units.ts'
import type { PaperBlock } from '../paper.ts'
import { blank } from '../paper.ts'
import { dayText, orBlank, periodText } from '../words.ts'
import type { CaseContents } from './case-contents.ts'
import { opensOn, stepBefore, textValue } from './case-contents.ts'
import {
  addressee,
  contactOf,
  evidenceList,
  findingText,
  heading,
  holderFacts,
  list,
  say,
  signed,
} from './case-sections.ts'
import { measureWords, order53 } from './case-words.ts'

const hearingRules = '《国土资源听证规定》'

/** The decision that is announced, in words. */
function announced({ land, rules }: CaseContents, measure: string | null): string {
  if (measure === 'recovery')
    return `依照《中华人民共和国土地管理法》第三十八条、《中华人民共和国城市房地产管理法》第二十六条和${order53}第十四条第（二）项，无偿收回该宗国有建设用地使用权`
  if (measure !== 'fee') return blank
  const { over, under } = fractionOf(rules.feeShare)
  const share = roundTo((over / under) * 100, 4)
  const price = land.priceWan === null ? '' : `（土地价款${land.priceWan}万元）`
  return `依照《中华人民共和国城市房地产管理法》第二十六条和${order53}第十四条第（一）项，按照土地出让或者划拨价款${price}的${share}%征缴土地闲置费`
}

/** 令53 Art. 15. */
export function hearingNotice(contents: CaseContents): PaperBlock[] {
  const measure = textValue(contents.step.values, 'measure')
  return [
    addressee(contents),
    say(
      `本机关拟对你单位使用的国有建设用地作出处置决定。依照${order53}第十五条的规定，现将听证权利告知如下：`,
    ),
    heading('一、拟作出决定的事实'),
    say(findingText(contents)),
    evidenceList(contents),
    heading('二、拟作出的决定及依据'),
    say(`${announced(contents, measure)}。`),
    heading('三、听证权利及申请期限'),
    say(
      `你单位有要求举行听证的权利。要求听证的，应当自收到本告知书之日起${periodText(contents.rules.hearingRequestPeriod)}内（至${dayText(opensOn(contents, 'hearing_request'))}止）以书面形式向本机关提出；逾期不提出的，视为放弃听证权利。`,
    ),
    say('你单位不承担组织听证的费用，并可以同时提出书面陈述、申辩意见。'),
    contactOf(contents),
    signed(contents),
  ]
}

/** Time and place of the hearing, and what its parties may do. */
export function hearingCall(contents: CaseContents): PaperBlock[] {
  const { step } = contents
  const request = stepBefore(contents, 'hearing_request')
  const notice = stepBefore(contents, 'hearing_notice')
  const measure = textValue(notice?.values, 'measure')
  return [
    addressee(contents),
    say(
      `你单位于${dayText(request?.doneOn)}就拟${measure === 'recovery' ? measureWords.recovery : measure === 'fee' ? measureWords.fee : blank}一事提出听证申请（告知书：${orBlank(notice?.documentNo)}）。依照${order53}第十五条和${hearingRules}，现将听证事项通知如下：`,
    ),
    {
      kind: 'facts',
      rows: [
        ['听证时间', dayText(textValue(step.values, 'hearingOn'))],
        ['听证地点', orBlank(textValue(step.values, 'place'))],
        ['听证主持人', blank],
        ['听证员、记录员', blank],
      ],
    },
    heading('注意事项'),
    list(
      '当事人可以亲自参加听证，也可以委托一至二人代理，委托代理人应当提交授权委托书；',
      '认为主持人、听证员、记录员与本案有直接利害关系的，有权申请回避；',
      '当事人有权陈述、申辩和质证，并核对听证笔录；',
      '无正当理由不出席或者中途退场的，视为放弃听证权利。',
    ),
    contactOf(contents),
    signed(contents),
  ]
}

/** The record is filled in and signed at the hearing; what is known stands in it already. */
export function hearingRecord(contents: CaseContents): PaperBlock[] {
  const { step, issuedOn, office, holder, case: file } = contents
  const call = stepBefore(contents, 'hearing_call')
  return [
    {
      kind: 'facts',
      rows: [
        ['案号', file.number],
        ['听证日期', dayText(issuedOn)],
        ['听证地点', orBlank(textValue(call?.values, 'place'))],
        ['听证通知', orBlank(call?.documentNo)],
        ['组织机关', orBlank(office.authority)],
        ['听证主持人', blank],
        ['当事人', orBlank(holder.name)],
        ['代表人（代理人）', blank],
      ],
    },
    heading('一、经办机构提出的事实、证据和处理建议'),
    say(findingText(contents)),
    evidenceList(contents),
    heading('二、当事人的陈述、申辩和质证'),
    say(blank.repeat(4)),
    heading('三、听证情况和意见'),
    say(orBlank(textValue(step.values, 'outcome'))),
    heading('四、当事人'),
    holderFacts(contents),
    {
      kind: 'signature',
      organ: orBlank(office.authority),
      day: dayText(issuedOn),
      parties: ['主持人（签名）', '记录员（签名）', '当事人或者代理人（签名）'],
    },
  ]
}
