import type { PaperBlock } from '../paper.ts'
import { areaText, dayText, orBlank, periodText } from '../words.ts'
import type { CaseContents } from './case-contents.ts'
import { numberValue, opensOn, stepBefore, textValue } from './case-contents.ts'
import {
  addressee,
  contactOf,
  evidenceList,
  finding,
  heading,
  holderFacts,
  landFacts,
  list,
  remedies,
  say,
  signed,
  sketchPage,
  suspicion,
} from './case-sections.ts'
import { causeWords, order53, sourceWords } from './case-words.ts'
import type { CaseCause } from '../../rules/case/case-rules.ts'

/** 令53 Art. 6, items one to six. */
export function investigationNotice(contents: CaseContents): PaperBlock[] {
  const { case: file, rules, earlier } = contents
  const source = textValue(earlier.find(({ step }) => step === 'clue')?.values, 'source')
  const until = opensOn(contents, 'statement')
  return [
    addressee(contents),
    say(
      `本机关于${dayText(file.openedOn)}通过${orBlank(source && sourceWords[source])}发现你单位使用的国有建设用地涉嫌构成闲置土地。依照${order53}第五条、第六条的规定，决定开展调查核实（案号：${file.number}），现将有关事项通知如下：`,
    ),
    heading('一、土地使用权人的姓名（名称）、地址'),
    holderFacts(contents),
    heading('二、涉嫌闲置土地的基本情况'),
    landFacts(contents),
    heading('三、涉嫌闲置土地的事实和依据'),
    ...suspicion(contents),
    heading('四、调查的主要内容及提交材料的期限'),
    say(
      `请你单位自收到本通知书之日起${periodText(rules.statementPeriod)}内（至${dayText(until)}止），如实说明土地开发利用情况、闲置原因，并提供下列材料：`,
    ),
    list(
      '土地开发利用情况、闲置原因的书面说明；',
      '建设工程规划许可、施工许可、开工报告、工程进度、投资等证明材料；',
      '土地抵押、查封以及转让、出租等权利限制情况；',
      '认为因政府及其有关部门行为或者不可抗力延迟动工开发的，有关证明材料。',
    ),
    heading('五、土地使用权人的权利和义务'),
    say(
      '你单位有权陈述、申辩，并可以提出证据；应当如实提供有关情况和材料，配合现场勘测、拍照、摄像以及询问当事人和证人等调查活动。逾期不提供或者提供虚假情况的，本机关将依据已经查明的事实依法处理。',
    ),
    heading('六、其他需要调查的事项'),
    say(
      '本机关可以进入被调查的土地进行现场勘测，查阅、复制与被调查土地有关的文件，要求就有关土地权利及使用问题作出说明。',
    ),
    contactOf(contents),
    signed(contents),
    ...sketchPage(contents),
  ]
}

/** Art. 9: found to be no idle land. */
export function investigationResult(contents: CaseContents): PaperBlock[] {
  const { step, case: file } = contents
  const notice = stepBefore(contents, 'investigation_notice')
  return [
    addressee(contents),
    say(
      `依照${order53}第五条、第九条的规定，本机关对你单位使用的国有建设用地涉嫌闲置一事（案号：${file.number}）${notice ? `于${dayText(notice.doneOn)}发出调查通知（${orBlank(notice.documentNo)}）并` : ''}进行了调查核实，现将结果告知如下：`,
    ),
    heading('一、土地使用权人及土地基本情况'),
    holderFacts(contents),
    landFacts(contents),
    heading('二、调查核实的情况'),
    evidenceList(contents),
    heading('三、结论'),
    say(`经调查核实，${orBlank(textValue(step.values, 'reason'))}。该宗地不构成闲置土地，本案终结。`),
    contactOf(contents),
    signed(contents),
  ]
}

function conclusion(contents: CaseContents): PaperBlock[] {
  const { kind, idleFrom, areaM2, cause, item, isSuspended, reason } = finding(contents)
  return [
    say(
      `经查，该宗地的闲置原因为：${cause}${item ? `（${order53}第八条所列情形：${item}）` : ''}。${reason ? `说明：${reason}。` : ''}`,
    ),
    say(
      `依照${order53}第二条${isSuspended ? '第二款' : '第一款'}、第九条、第十条的规定，认定该宗地${kind}，自${dayText(idleFrom)}起为闲置土地，闲置面积${areaText(areaM2)}。`,
    ),
  ]
}

/** 令53 Art. 10, items one to five. */
export function determination(contents: CaseContents): PaperBlock[] {
  const statement = stepBefore(contents, 'statement')
  const claimed = textValue(statement?.values, 'claimedCause')
  const summary = textValue(statement?.values, 'summary')
  const said = statement
    ? `你单位于${dayText(statement.doneOn)}就土地开发利用情况作出说明${claimed ? `，主张闲置原因为${causeWords[claimed as CaseCause] ?? claimed}` : ''}${summary ? `：${summary}` : ''}。`
    : '你单位在规定期限内未作出说明。'
  return [
    addressee(contents),
    say(
      `依照${order53}第九条、第十条的规定，经调查核实，现对你单位使用的国有建设用地作如下认定（案号：${contents.case.number}）：`,
    ),
    heading('一、土地使用权人的姓名（名称）、地址'),
    holderFacts(contents),
    heading('二、认定闲置土地的基本情况'),
    landFacts(contents),
    heading('三、认定土地闲置的事实、依据'),
    ...suspicion(contents),
    say(said),
    say('认定所依据的材料：'),
    evidenceList(contents),
    heading('四、闲置原因及认定结论'),
    ...conclusion(contents),
    heading('五、其他需要说明的事项'),
    say(
      `本认定书送达后，本机关将依照${order53}第十一条向社会公开该宗闲置土地的信息；闲置土地处置完毕前，不受理你单位新的用地申请，不办理该宗地的转让、出租、抵押和变更登记（恶意囤地、炒地的，依照第二十四条处理）。`,
    ),
    remedies(contents, '认定书'),
    contactOf(contents),
    signed(contents),
    ...sketchPage(contents),
  ]
}

/** 令53 Art. 11: position, holder, how long; where government caused it also why, and who was told. */
export function publication(contents: CaseContents): PaperBlock[] {
  const { holder, land, step, rules, office, issuedOn } = contents
  const found = finding(contents)
  const isByGovernment = found.code !== null && rules.art8Causes.includes(found.code)
  const body = textValue(step.values, 'notifiedBody')
  return [
    say(`依照${order53}第十一条的规定，现将经认定的闲置土地信息公开如下：`),
    {
      kind: 'facts',
      rows: [
        ['土地位置', orBlank(land.location ?? land.parcelName)],
        ['宗地编号', orBlank(land.parcelCode)],
        ['国有建设用地使用权人', orBlank(holder.name)],
        ['闲置面积', areaText(found.areaM2)],
        ['闲置起始时间', dayText(found.idleFrom)],
        ['闲置类型', found.kind],
        ['认定书', orBlank(found.documentNo)],
        ['认定日期', dayText(found.doneOn)],
        ...(isByGovernment
          ? ([
              ['闲置原因', found.cause],
              ['已书面告知', orBlank(body)],
            ] as const)
          : []),
      ],
    },
    ...(isByGovernment
      ? [
          say(
            `因${found.item ?? found.cause}造成土地闲置的，本机关已将情况书面告知${orBlank(body)}，由其依照${order53}第十三条配合拟订处置方案。`,
          ),
        ]
      : []),
    say(
      `公开方式：${orBlank(textValue(step.values, 'place'))}${office.website ? `（${office.website}）` : ''}。自${dayText(issuedOn)}起公开，闲置土地处置完毕后撤销。`,
    ),
    say('社会公众可以就上述信息向本机关反映情况。'),
    contactOf(contents),
    signed(contents),
  ]
}

export const determinedArea = (contents: CaseContents): number | null =>
  numberValue(stepBefore(contents, 'determination')?.values, 'areaM2')
