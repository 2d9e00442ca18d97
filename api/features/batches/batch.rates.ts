import type { Context } from '#api/context.ts'
import type { AsOf } from '#api/http/as-of.ts'
import {
  builtRate,
  developmentRate,
  idleRate,
  landSupplyRate,
  supplyRate,
} from '#geodata/rules/batch/land-rates.ts'
import { roundTo } from '#geodata/geometry/units.ts'
import { figuresOfZone } from './batch.list.ts'
import { rulesOfDay } from './batch.reading.ts'
import { findZoneAreas } from './rate.queries.ts'

type Part = { name: string; areaM2: number | null }
export type Rate = { name: string; percent: number | null; numerator: Part; denominator: Part }

const rate = (
  name: string,
  percent: number | null,
  numerator: [string, number],
  denominator: [string, number | null],
): Rate => ({
  name,
  percent,
  numerator: { name: numerator[0], areaM2: numerator[1] },
  denominator: { name: denominator[0], areaM2: denominator[1] },
})

/**
 * Rates of domain.md §2.6 on a day, each with what is divided by what. Where two readings of a denominator are met,
 * both are told. Land ready for supply is what has been supplied and what is left of batches that are ready.
 */
export async function ratesOf(deps: Pick<Context, 'database'>, zoneId: number, asOf: AsOf) {
  const rules = await rulesOfDay(deps, zoneId, asOf.on)
  const batches = await figuresOfZone(deps, zoneId, asOf)
  const zone = await findZoneAreas(deps.database.read, zoneId, asOf)
  const sum = (areas: readonly number[]) =>
    roundTo(
      areas.reduce((total, areaM2) => total + areaM2, 0),
      4,
    )
  const years = [...new Set(batches.map(({ year }) => year))]
    .toSorted((a, b) => a - b)
    .map((year) => {
      const own = batches.filter((batch) => batch.year === year)
      return {
        year,
        approvedM2: sum(own.map(({ approvedM2 }) => approvedM2)),
        suppliedM2: sum(own.map(({ suppliedM2 }) => suppliedM2)),
      }
    })
  const last = years.slice(-rules.supplyRateYears)
  const [approved, supplied] = [
    sum(last.map(({ approvedM2 }) => approvedM2)),
    sum(last.map(({ suppliedM2 }) => suppliedM2)),
  ]
  const suppliedM2 = Number(zone.suppliedM2)
  const builtM2 = Number(zone.builtM2)
  const idleM2 = Number(zone.idleM2)
  const readyLeftM2 = sum(
    batches.map(({ condition, ledgerM2 }) => (condition === 'not_ready' ? 0 : Math.max(0, ledgerM2))),
  )
  const readyM2 = roundTo(suppliedM2 + readyLeftM2, 4)
  const totalM2 = zone.totalM2 === null ? null : roundTo(zone.totalM2, 4)
  const readings = {
    total: supplyRate(years, 'total', rules.supplyRateYears),
    mean: supplyRate(years, 'mean', rules.supplyRateYears),
  }
  const chosen = readings[rules.supplyRateReading]
  return {
    ...asOf,
    years,
    supply: {
      reading: rules.supplyRateReading,
      years: last.map(({ year }) => year),
      suspendedBelow: rules.quotaSuspendedBelow,
      isBelow: chosen !== null && chosen < rules.quotaSuspendedBelow,
    },
    rates: [
      rate('supply_total', readings.total, ['supplied_in_batches', supplied], ['approved', approved]),
      rate('supply_mean', readings.mean, ['supplied_in_batches', supplied], ['approved_by_year', approved]),
      rate('land_supply', landSupplyRate(suppliedM2, readyM2), ['supplied', suppliedM2], ['ready', readyM2]),
      rate('built', builtRate(builtM2, suppliedM2), ['built', builtM2], ['supplied', suppliedM2]),
      rate(
        'development',
        totalM2 === null ? null : developmentRate(readyM2, { totalM2, unbuildableM2: 0 }, 'total'),
        ['ready', readyM2],
        ['zone_total', totalM2],
      ),
      rate(
        'idle_of_supplied',
        idleRate(idleM2, { suppliedM2, builtM2 }, 'supplied'),
        ['idle', idleM2],
        ['supplied', suppliedM2],
      ),
      rate(
        'idle_of_built',
        idleRate(idleM2, { suppliedM2, builtM2 }, 'built'),
        ['idle', idleM2],
        ['built', builtM2],
      ),
    ],
  }
}
