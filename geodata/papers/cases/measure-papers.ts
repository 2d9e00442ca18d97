import type { Art12Measure } from '../../rules/case/case-steps.ts'
import { isArt12 } from '../../rules/case/case-steps.ts'
import { roundTo } from '../../geometry/units.ts'
import { fractionOf } from '../../rules/idle/idle-rules.ts'
import type { PaperBlock } from '../paper.ts'
import { blank } from '../paper.ts'
import { areaText, dayText, moneyText, orBlank, periodText } from '../words.ts'
import type { CaseContents } from './case-contents.ts'
import { isYes, numberValue, opensOn, stepBefore, textValue } from './case-contents.ts'
import {
  addressee,
  contactOf,
  evidenceList,
  finding,
  findingText,
  heading,
  holderFacts,
  landFacts,
  list,
  remedies,
  say,
  signed,
  sketchPage,
} from './case-sections.ts'
import { measureWords, order53 } from './case-words.ts'

const items = ['（一）', '（二）', '（三）', '（四）', '（五）', '（六）'] as const
const art12Order: readonly Art12Measure[] = [
  'extension',
  'change_of_use',
  'temporary_use',
  'paid_recovery',
  'exchange',
  'other',
]

/** What is agreed, by measure (令53 Art. 12). */
function terms({ step }: CaseContents): string[] {
  const { values } = step
  const text = (name: string) => orBlank(textValue(values, name))
  const day = (name: string) => dayText(textValue(values, name))
  const start = `重新约定的动工开发日期为${day('newStartOn')}，动工开发期限自该日重新计算`
  switch (step.step) {
    case 'extension':
      return [
        `延长动工开发期限，签订补充协议，${start}；`,
        `竣工日期相应约定为${day('newCompletionOn')}；`,
        '补充协议约定违约责任，延长期限自补充协议约定的动工开发之日起最长不超过一年。',
      ]
    case 'change_of_use': {
      const change = numberValue(values, 'priceChangeWan')
      return [
        `依照新的用途“${text('newUse')}”和规划条件重新办理相关用地手续；`,
        change === null
          ? `土地价款按照新用途、新规划条件核算，差额${blank}万元，收缴或者退还；`
          : `土地价款按照新用途、新规划条件核算，${change < 0 ? '退还' : '收缴'}差额${moneyText(Math.abs(change))}；`,
        `${start}。`,
      ]
    }
    case 'temporary_use':
      return [
        `由政府安排临时使用，用途为${text('use')}，期限至${day('untilOn')}，自安排临时使用之日起最长不超过两年；`,
        `待原项目具备开发建设条件，土地使用权人重新开发建设，${start}。`,
      ]
    case 'paid_recovery':
      return [
        `协议有偿收回国有建设用地使用权，补偿价款${moneyText(numberValue(values, 'amountWan'))}；`,
        `价款于${day('payUntil')}前付清；`,
        '土地使用权人自协议生效后配合办理国有建设用地使用权注销登记，交回土地权利证书。',
      ]
    case 'exchange':
      return [
        `已缴清土地价款、落实项目资金，且因规划依法修改造成闲置，置换价值相当、用途相同的国有建设用地：${text('otherParcel')}；`,
        `重新签订的出让合同注明为置换土地，${start}。`,
      ]
    default:
      return [`${text('description')}；`, `${start}。`]
  }
}

/** 闲置土地处置方案 (Art. 12, 13), approved by the government of the same level. */
export function disposalPlan(contents: CaseContents): PaperBlock[] {
  const { step, office, case: file } = contents
  const measure = step.step
  const { item, cause, isSuspended } = finding(contents)
  const place = isArt12(measure) ? art12Order.indexOf(measure) : -1
  const notified = textValue(step.values, 'mortgageeNotifiedOn')
  const filing = stepBefore(contents, 'filing')
  return [
    heading('一、土地使用权人及土地基本情况'),
    holderFacts(contents),
    landFacts(contents),
    heading('二、闲置土地的认定及闲置原因'),
    say(findingText(contents)),
    say(
      isSuspended
        ? `该宗地属于${order53}第二条第二款规定的闲置土地，依照第十二条处置。`
        : `闲置原因属于${order53}第八条规定的情形：${item ?? cause}。`,
    ),
    say(
      `该宗闲置土地已在土地市场动态监测与监管系统备案，备案编号${orBlank(textValue(filing?.values, 'filingNo'))}。`,
    ),
    heading('三、处置方式'),
    say(
      `经与土地使用权人协商一致，依照${order53}第十二条第一款第${place < 0 ? blank : items[place]}项，采取“${place < 0 ? blank : measureWords[measure as Art12Measure]}”的方式处置：`,
    ),
    list(...terms(contents)),
    heading('四、抵押权人的参与'),
    say(
      isYes(step.values, 'isMortgaged') || notified !== null
        ? `该宗地设有抵押权，本机关拟订处置方案时已于${dayText(notified)}书面通知抵押权人参与（第十三条）。`
        : '该宗地未查见抵押登记。',
    ),
    heading('五、批准与实施'),
    say(
      `本方案经${orBlank(office.government)}批准（批准文号：${orBlank(textValue(step.values, 'approvalNo'))}）后实施。实施情况记入案卷（${file.number}），并在监管系统更新。`,
    ),
    contactOf(contents),
    signed(contents),
    ...sketchPage(contents),
  ]
}

const facts = (contents: CaseContents): PaperBlock[] => [
  say(findingText(contents)),
  say('证明上述事实的证据：'),
  evidenceList(contents),
]

function hearingText(contents: CaseContents): string {
  const notice = stepBefore(contents, 'hearing_notice')
  const held = stepBefore(contents, 'hearing')
  const request = stepBefore(contents, 'hearing_request')
  const told = `本机关于${dayText(notice?.doneOn)}书面告知你单位要求听证的权利（${orBlank(notice?.documentNo)}）`
  if (held) {
    const outcome = textValue(held.values, 'outcome')
    return `${told}，并于${dayText(held.doneOn)}举行听证${outcome ? `：${outcome}` : ''}。`
  }
  return request
    ? `${told}，你单位于${dayText(request.doneOn)}提出听证申请。`
    : `${told}，你单位在规定期限内未要求听证。`
}

/** 令53 Art. 16, items one to seven, with the fee of Art. 14(1) and the period of Art. 17. */
export function feeDecision(contents: CaseContents): PaperBlock[] {
  const { step, rules, office } = contents
  const { over, under } = fractionOf(rules.feeShare)
  const share = roundTo((over / under) * 100, 4)
  const reason = textValue(step.values, 'reason')
  return [
    addressee(contents),
    heading('一、土地使用权人的姓名（名称）、地址'),
    holderFacts(contents),
    landFacts(contents),
    heading('二、违反法律、法规或者规章的事实和证据'),
    ...facts(contents),
    heading('三、决定的种类和依据'),
    say(
      `你单位超过约定（规定）的动工开发日期满一年未动工开发，造成土地闲置，且闲置原因不属于${order53}第八条规定的情形。${hearingText(contents)}依照《中华人民共和国城市房地产管理法》第二十六条、${order53}第十四条第（一）项的规定，经${orBlank(office.government)}批准（批准文号：${orBlank(textValue(step.values, 'approvalNo'))}），决定向你单位征缴土地闲置费。`,
    ),
    say(
      `土地出让或者划拨价款为${moneyText(numberValue(step.values, 'priceWan'))}，按照${share}%计征，应缴土地闲置费${moneyText(numberValue(step.values, 'feeWan'))}。${reason ? `说明：${reason}。` : ''}土地闲置费不得列入生产成本。`,
    ),
    heading('四、决定的履行方式和期限'),
    say(
      `依照${order53}第十七条，自本决定书送达之日起${periodText(rules.paymentPeriod)}内（至${dayText(opensOn(contents, 'payment'))}止）缴纳。收款单位：${orBlank(office.payee)}；开户银行：${orBlank(office.bank)}；账号：${orBlank(office.account)}。`,
    ),
    heading('五、申请行政复议或者提起行政诉讼的途径和期限'),
    remedies(contents, '决定书'),
    heading('六、其他需要说明的事项'),
    say(
      `逾期不缴纳又不申请行政复议、不提起行政诉讼的，本机关将依照${order53}第十八条和《中华人民共和国行政强制法》第五十三条、第五十四条催告并申请人民法院强制执行。缴纳土地闲置费不免除动工开发的义务；未动工开发满两年的，依法收回国有建设用地使用权。`,
    ),
    contactOf(contents),
    heading('七、作出决定的行政机关及日期'),
    signed(contents),
  ]
}

/** 令53 Art. 16 with the recovery of Art. 14(2) and the period of Art. 17. */
export function recoveryDecision(contents: CaseContents): PaperBlock[] {
  const { step, rules, office } = contents
  const copiedOn = textValue(step.values, 'mortgageeCopiedOn')
  return [
    addressee(contents),
    heading('一、土地使用权人的姓名（名称）、地址'),
    holderFacts(contents),
    landFacts(contents),
    heading('二、违反法律、法规或者规章的事实和证据'),
    ...facts(contents),
    heading('三、决定的种类和依据'),
    say(
      `你单位未动工开发满两年，且闲置原因不属于${order53}第八条规定的情形。${hearingText(contents)}依照《中华人民共和国土地管理法》第三十八条、《中华人民共和国城市房地产管理法》第二十六条、${order53}第十四条第（二）项的规定，报经有批准权的人民政府批准（批准文号：${orBlank(textValue(step.values, 'approvalNo'))}），决定无偿收回该宗国有建设用地使用权，收回面积${areaText(finding(contents).areaM2)}。`,
    ),
    ...(copiedOn ? [say(`该宗地设有抵押权，本决定于${dayText(copiedOn)}抄送抵押权人。`)] : []),
    heading('四、决定的履行方式和期限'),
    say(
      `依照${order53}第十七条，自本决定书送达之日起${periodText(rules.cancellationPeriod)}内（至${dayText(opensOn(contents, 'cancellation'))}止），到不动产登记机构办理国有建设用地使用权注销登记，交回土地权利证书。`,
    ),
    heading('五、申请行政复议或者提起行政诉讼的途径和期限'),
    remedies(contents, '决定书'),
    heading('六、其他需要说明的事项'),
    say(
      `逾期不办理注销登记、不交回土地权利证书又不申请行政复议、不提起行政诉讼的，由${orBlank(office.authority)}依照${order53}第十八条直接公告注销国有建设用地使用权登记和土地权利证书，或者申请人民法院强制执行。`,
    ),
    contactOf(contents),
    heading('七、作出决定的行政机关及日期'),
    signed(contents),
    ...sketchPage(contents),
  ]
}

/** 自然资发〔2024〕242号, 〔2025〕45号: appraised, decided collectively, published, confirmed; then agreed. */
export function buybackAgreement(contents: CaseContents): PaperBlock[] {
  const { step, office, holder, issuedOn } = contents
  const { values } = step
  const text = (name: string) => orBlank(textValue(values, name))
  const [appraisal, cost, final] = ['appraisalWan', 'enterpriseCostWan', 'finalWan'].map((name) =>
    numberValue(values, name),
  )
  const base = appraisal == null || cost == null ? null : Math.min(appraisal, cost)
  const under = base === null || final == null || base === 0 ? null : roundTo((1 - final / base) * 100, 2)
  return [
    {
      kind: 'facts',
      rows: [
        ['甲方（收回收购方）', orBlank(office.authority)],
        ['甲方地址', orBlank(office.address)],
        ['乙方（土地使用权人）', orBlank(holder.name)],
        ['乙方地址', orBlank(holder.address)],
      ],
    },
    say(
      '甲乙双方依照《中华人民共和国土地管理法》、自然资发〔2024〕242号、自然资发〔2025〕45号等规定，就运用专项债券资金收回收购乙方国有建设用地使用权，协商一致，订立本协议。',
    ),
    heading('第一条　标的'),
    landFacts(contents),
    say(findingText(contents)),
    heading('第二条　价款'),
    list(
      `市场评估价（评估机构：${text('appraiser')}）：${moneyText(appraisal)}；`,
      `企业土地成本：${moneyText(cost)}；`,
      `基础价格取上述两者中较低者：${moneyText(base)}；`,
      `经集体决策（${text('collectiveDecisionNo')}）${under === null ? '' : under > 0 ? `在基础价格上下调${under}%，` : '按基础价格，'}收回收购价款为${moneyText(final)}。`,
    ),
    heading('第三条　公示和确认'),
    say(
      `收回收购方案已于${dayText(textValue(values, 'publicityFrom'))}至${dayText(textValue(values, 'publicityTo'))}公示无异议，并经${orBlank(office.government)}确认（${text('confirmationNo')}）。`,
    ),
    heading('第四条　支付'),
    say(
      `甲方于${dayText(textValue(values, 'payUntil'))}前付清价款${textValue(values, 'bondBatch') ? `（资金来源：${text('bondBatch')}）` : ''}。逾期未履行的，双方重新评估定价。`,
    ),
    heading('第五条　交付和登记'),
    say(
      '乙方自本协议生效之日起配合办理国有建设用地使用权注销登记，交回土地权利证书，按现状交付土地；土地上设有抵押、查封的，由乙方负责解除。',
    ),
    heading('第六条　再次供应的限制'),
    say(
      '收回收购的土地当年原则上不再供应用于房地产开发；确需供应的，不超过当年收回收购房地产用地面积的百分之五十，用于民生、实体经济项目的除外。',
    ),
    heading('第七条　其他'),
    say('本协议一式四份，双方各执两份，自双方签字盖章之日起生效。'),
    {
      kind: 'signature',
      organ: orBlank(office.authority),
      day: dayText(issuedOn),
      parties: ['甲方（盖章）', '甲方代表（签字）', '乙方（盖章）', '乙方代表（签字）'],
    },
    ...sketchPage(contents),
  ]
}
