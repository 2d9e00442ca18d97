import { roundTo } from '../geometry/units.ts'
import type { Book } from './book.ts'
import { addDays } from './dates.ts'
import type { Desk } from './records.ts'
import type { DemoRow } from './types.ts'

/**
 * Instalments of the price: half within a month of the contract, the rest within a year (国土资发〔2010〕34号). All of
 * it has been paid, but for the youngest contracts: days from today on which their second instalment falls due.
 */
const openInDays = [-64, -11, -2, 4, 9, 19, 27, 45, 80, 150] as const

const signedOn = (row: DemoRow) => String(row.values['signed_on'])
const isPaidFor = ({ values }: DemoRow) =>
  typeof values['price_wan'] === 'number' && values['ended_on'] === null

type Instalment = { dueOn: string; paidOn: string | null }

function enterInstalment(
  office: { book: Book; desk: Desk; today: string },
  supply: DemoRow,
  plan: Instalment,
): void {
  const on = signedOn(supply)
  const amount = roundTo(Number(supply.values['price_wan']) / 2, 2)
  const paidOn = plan.paidOn !== null && plan.paidOn <= office.today ? plan.paidOn : null
  office.book.enter(
    'payments',
    office.desk.yearly('payment', on),
    {
      supply_id: { $key: supply.key },
      due_on: plan.dueOn,
      amount_wan: amount,
      paid_on: paidOn,
      paid_wan: paidOn === null ? null : amount,
      document_no:
        paidOn === null ? null : `缴款书〔${paidOn.slice(0, 4)}〕${supply.key.replace('supplies-', '')}号`,
    },
    { effectiveOn: on },
  )
}

/** Draws no random number: what comes after it is the same with and without it. */
export function writePayments(book: Book, desk: Desk, today: string): void {
  const supplies = book.rows('supplies').filter(isPaidFor)
  const youngest = supplies
    .toSorted((a, b) => (signedOn(a) < signedOn(b) ? 1 : -1))
    .slice(0, openInDays.length)
  for (const [index, supply] of supplies.entries()) {
    const [first, second] = [addDays(signedOn(supply), 30), addDays(signedOn(supply), 365)]
    enterInstalment({ book, desk, today }, supply, { dueOn: first, paidOn: addDays(first, -(index % 9)) })
    const place = youngest.indexOf(supply)
    const rest: Instalment =
      place === -1
        ? { dueOn: second, paidOn: addDays(second, -(index % 21)) }
        : { dueOn: addDays(today, openInDays[place]!), paidOn: null }
    if (rest.dueOn > first) enterInstalment({ book, desk, today }, supply, rest)
  }
}
