import { describe, expect, it } from 'vitest'
import { createI18n } from 'vue-i18n'
import { compileMessage } from '#web/i18n/compile-message.ts'

const { global } = createI18n({
  legacy: false,
  locale: 'en',
  messageCompiler: compileMessage,
  messages: {
    en: {
      plain: 'Whole zone',
      named: '{n} of {total} parcels',
      plural: '{n} parcel | {n} parcels',
      literal: "lacks its {'@'} sign",
      nested: { deep: 'EPSG:{srid}' },
    },
  },
})

describe('messages', () => {
  it('put values in the place of names', () => {
    expect(global.t('named', { n: 3, total: 12 })).toBe('3 of 12 parcels')
    expect(global.t('nested.deep', { srid: 4546 })).toBe('EPSG:4546')
  })
  it('leave a place empty rather than say undefined', () => {
    expect(global.t('named', { n: 3 })).toBe('3 of  parcels')
  })
  it('take the form that fits the number', () => {
    expect(global.t('plural', { n: 1 }, 1)).toBe('1 parcel')
    expect(global.t('plural', { n: 0 }, 0)).toBe('0 parcels')
    expect(global.t('plural', { n: '1 200' }, 1200)).toBe('1 200 parcels')
  })
  it('keep signs that stand for themselves', () => {
    expect(global.t('literal')).toBe('lacks its @ sign')
    expect(global.t('plain')).toBe('Whole zone')
  })
})
