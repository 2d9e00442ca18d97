import type { PaperBlock } from '../paper.ts'
import { areaText, dayText, moneyText, orBlank, periodText } from '../words.ts'
import type { CaseContents, EarlierStep } from './case-contents.ts'
import { numberValue, opensOn, stepBefore, textValue } from './case-contents.ts'
import {
  addressee,
  contactOf,
  evidenceList,
  finding,
  findingText,
  flush,
  heading,
  holderFacts,
  list,
  say,
  signed,
} from './case-sections.ts'
import { documentWords, order53 } from './case-words.ts'
import { roundWan } from '../../rules/case/case-state.ts'
import { deadline } from '../../rules/periods.ts'
import { nationalCalendar } from '../../rules/working-days.ts'

/** The decision that was not performed: the recovery where there is one, the fee otherwise. */
const decisionOf = (contents: CaseContents): EarlierStep | undefined =>
  stepBefore(contents, 'recovery') ?? stepBefore(contents, 'fee')

function decisionText(decision: EarlierStep | undefined): string {
  const { title } = documentWords[decision?.step === 'recovery' ? 'recovery_decision' : 'fee_decision']
  return `《${title}》（${orBlank(decision?.documentNo)}）`
}

/** What of the fee is still to be paid; what was paid of it before is said. */
function feeText({ earlier }: CaseContents, decision: EarlierStep | undefined): string {
  const fee = numberValue(decision?.values, 'feeWan')
  const paid = earlier
    .filter(({ step }) => step === 'payment')
    .reduce((sum, { values }) => roundWan(sum + (numberValue(values, 'amountWan') ?? 0)), 0)
  if (fee === null || paid === 0) return `缴纳土地闲置费${moneyText(fee)}`
  return `缴纳土地闲置费余款${moneyText(roundWan(fee - paid))}（应缴${moneyText(fee)}，已缴${moneyText(paid)}）`
}

function dutyText(contents: CaseContents, decision: EarlierStep | undefined): string {
  return decision?.step === 'recovery'
    ? `办理国有建设用地使用权注销登记，交回土地权利证书，交还土地${areaText(finding(contents).areaM2)}`
    : feeText(contents, decision)
}

/** 行政强制法 §54: ten days from service; only then a court may be asked. §35: what a demand contains. */
export function demand(contents: CaseContents): PaperBlock[] {
  const { rules, issuedOn, office } = contents
  const decision = decisionOf(contents)
  const until = deadline(issuedOn, rules.demandPeriod, nationalCalendar).on
  const isRecovery = decision?.step === 'recovery'
  return [
    addressee(contents),
    say(
      `本机关于${dayText(decision?.doneOn)}向你单位送达${decisionText(decision)}。你单位在法定期限内未申请行政复议、未提起行政诉讼，又未履行决定确定的义务。依照《中华人民共和国行政强制法》第三十五条、第五十四条和${order53}第十八条，现催告如下：`,
    ),
    heading('一、履行义务的内容'),
    say(`${dutyText(contents, decision)}。`),
    heading('二、履行义务的期限和方式'),
    say(
      `自收到本催告书之日起${periodText(rules.demandPeriod)}内（至${dayText(until)}止）履行。${isRecovery ? '' : `收款单位：${orBlank(office.payee)}；开户银行：${orBlank(office.bank)}；账号：${orBlank(office.account)}。`}`,
    ),
    heading('三、你单位的权利'),
    say(
      '你单位收到本催告书后有权进行陈述和申辩，本机关将充分听取意见，对提出的事实、理由和证据进行记录、复核。',
    ),
    heading('四、逾期的后果'),
    say(`逾期仍不履行的，本机关将依法申请人民法院强制执行。`),
    contactOf(contents),
    signed(contents),
  ]
}

/** 行政强制法 §55: what an application to a court consists of. */
export function courtApplication(contents: CaseContents): PaperBlock[] {
  const { step, office } = contents
  const decision = decisionOf(contents)
  const called = stepBefore(contents, 'demand')
  const until = opensOn(contents, 'court_application')
  return [
    heading('申请人'),
    {
      kind: 'facts',
      rows: [
        ['名称', orBlank(office.authority)],
        ['住所', orBlank(office.address)],
        ['联系人', orBlank(office.contact)],
        ['联系电话', orBlank(office.phone)],
      ],
    },
    heading('被申请人'),
    holderFacts(contents),
    heading('一、申请强制执行的事项'),
    say(`强制执行${decisionText(decision)}确定的义务：${dutyText(contents, decision)}。`),
    heading('二、事实和理由'),
    say(findingText(contents)),
    say(
      `申请人于${dayText(decision?.doneOn)}向被申请人送达${decisionText(decision)}。被申请人在法定期限内未申请行政复议、未提起行政诉讼，又不履行决定。申请人于${dayText(called?.doneOn)}送达《${documentWords.demand.title}》（${orBlank(called?.documentNo)}），催告期满被申请人仍未履行。`,
    ),
    say(
      `依照《中华人民共和国行政强制法》第五十三条、第五十五条和${order53}第十八条，自期限届满之日起三个月内${until ? `（至${dayText(until)}止）` : ''}提出本申请。`,
    ),
    heading('三、当事人的意见及行政机关催告情况'),
    evidenceList(contents),
    heading('四、附件'),
    list(
      '行政决定书及作出决定的事实、理由和依据；',
      '当事人的意见及行政机关催告情况；',
      '申请强制执行标的情况；',
      '法律、行政法规规定的其他材料。',
    ),
    say('此致'),
    flush(orBlank(textValue(step.values, 'court') ?? office.court)),
    signed(contents),
  ]
}
