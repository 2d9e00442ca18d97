/**
 * The words of notices outside the pages: mails and calendars are written by the server, in the language of whoever
 * gets them. A sentence has a noun for what it is about, and says what has to be done.
 */
export type Language = 'zh-CN' | 'en'
export const languageOf = (language: string | null): Language => (language === 'en' ? 'en' : 'zh-CN')

type Facts = Readonly<Record<string, unknown>>
export type Told = { kind: string; facts: Facts; dueOn: string | null }

type Words = {
  kinds: Record<string, string>
  steps: Record<string, string>
  severities: Record<string, string>
  subject: (zone: string, counts: { fresh: number; overdue: number }) => string
  urgentSubject: (zone: string, counts: { fresh: number }) => string
  testSubject: (zone: string) => string
  testText: string
  greeting: (name: string) => string
  fresh: (count: number) => string
  more: (count: number) => string
  stillOpen: (counts: { open: number; overdue: number }) => string
  due: string
  open: string
  footer: string
  calendar: (zone: string) => string
}

const zh: Words = {
  kinds: {
    idle_clue: '疑似闲置，应开展调查',
    case_step: '案件办理期限',
    payment: '价款缴纳',
    start: '约定动工',
    completion: '约定竣工',
    remediation: '处置期限',
    batch_lapse: '批准文件将满两年自动失效',
    target: '目标任务到期',
    problem: '突出问题整改期限',
    evidence: '佐证材料到期',
  },
  steps: {
    investigation_notice: '发出《闲置土地调查通知书》',
    statement: '使用权人提交说明材料',
    publication: '公示认定结果',
    filing: '监管系统备案',
    hearing_request: '申请听证',
    hearing_call: '通知听证时间地点',
    hearing: '举行听证',
    payment: '缴纳土地闲置费',
    cancellation: '办理注销登记、交回证书',
    court_application: '申请法院强制执行',
    closure: '结案',
  },
  severities: { near: '临近', urgent: '紧急', overdue: '已逾期' },
  subject: (zone, { fresh, overdue }) =>
    `【${zone}】今日提醒 ${fresh} 项${overdue > 0 ? `，逾期未办 ${overdue} 项` : ''}`,
  urgentSubject: (zone, { fresh }) => `【${zone}】紧急提醒 ${fresh} 项`,
  testSubject: (zone) => `【${zone}】测试邮件`,
  testText: '这是一封测试邮件：亩界可以向此地址发送提醒。',
  greeting: (name) => `${name}，您好：`,
  fresh: (count) => `以下 ${count} 项需要您关注：`,
  more: (count) => `另有 ${count} 项，请登录查看。`,
  stillOpen: ({ open, overdue }) =>
    `您名下未办结共 ${open} 项，其中逾期 ${overdue} 项。逾期事项在办结前不会消失。`,
  due: '期限',
  open: '查看',
  footer: '本邮件由亩界自动发送。可在“账户 → 提醒”中修改接收方式。',
  calendar: (zone) => `${zone} 期限`,
}

const en: Words = {
  kinds: {
    idle_clue: 'Suspected idle land, to be investigated',
    case_step: 'Deadline of a case',
    payment: 'Payment of the price',
    start: 'Agreed start',
    completion: 'Agreed completion',
    remediation: 'Remediation due',
    batch_lapse: 'Approval lapses after two years',
    target: 'Target due',
    problem: 'Problem to be solved',
    evidence: 'Evidence runs out',
  },
  steps: {
    investigation_notice: 'send the notice of investigation',
    statement: 'statement of the holder',
    publication: 'publish the determination',
    filing: 'file it in the national system',
    hearing_request: 'request for a hearing',
    hearing_call: 'call the hearing',
    hearing: 'hold the hearing',
    payment: 'payment of the idle-land fee',
    cancellation: 'cancel the registration',
    court_application: 'apply to the court',
    closure: 'close the case',
  },
  severities: { near: 'near', urgent: 'urgent', overdue: 'overdue' },
  subject: (zone, { fresh, overdue }) =>
    `[${zone}] ${fresh} to look at today${overdue > 0 ? `, ${overdue} overdue` : ''}`,
  urgentSubject: (zone, { fresh }) => `[${zone}] ${fresh} urgent`,
  testSubject: (zone) => `[${zone}] Test mail`,
  testText: 'This is a test: Mujie can send notices to this address.',
  greeting: (name) => `Dear ${name},`,
  fresh: (count) => `please look at ${count === 1 ? 'this matter' : `these ${count} matters`}:`,
  more: (count) => `${count} more are in the application.`,
  stillOpen: ({ open, overdue }) =>
    `You have ${open} open matters, ${overdue} of them overdue. What is overdue stays until it is settled.`,
  due: 'Due',
  open: 'Open',
  footer: 'Sent by Mujie. How you are told is set under Account → Notices.',
  calendar: (zone) => `${zone} deadlines`,
}

export const wordsOf = (language: Language): Words => (language === 'en' ? en : zh)

const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? `${value}` : ''

/** What a matter is about: the step of a case, the name of a target; then the land and its holder. */
export function sentenceOf(language: Language, { kind, facts }: Told): string {
  const words = wordsOf(language)
  const what = words.kinds[kind] ?? kind
  const step = kind === 'case_step' ? words.steps[textOf(facts['step'])] : undefined
  const amount = kind === 'payment' && facts['amountWan'] != null ? moneyOf(language, facts['amountWan']) : ''
  const about = [
    textOf(facts['number']),
    textOf(facts['title']),
    textOf(facts['code']),
    textOf(facts['holder'] ?? facts['name']),
    amount,
  ].filter(Boolean)
  const [colon, separator] = language === 'en' ? [': ', ', '] : ['：', '，']
  return `${[what, ...(step ? [step] : [])].join(separator)}${about.length > 0 ? colon + about.join(' · ') : ''}`
}

const moneyOf = (language: Language, value: unknown): string =>
  language === 'en' ? `${textOf(value)} × 10⁴ yuan` : `${textOf(value)} 万元`
