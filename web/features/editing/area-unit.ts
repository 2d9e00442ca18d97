import { useLocalStorage } from '@vueuse/core'
import type { AreaUnit } from '#geodata/geometry/units.ts'

export const areaUnits: readonly AreaUnit[] = ['mu', 'm2', 'ha']

/** The unit in which this person types areas; documents of one office use one. */
export const areaUnit = useLocalStorage<AreaUnit>('mujie.area-unit', 'mu')
