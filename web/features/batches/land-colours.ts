/** The states of approved land in the colours of the map; holes are what is wrong, so they take the warning's. */
export const landColours: Readonly<Record<string, string>> = {
  supplied: 'var(--st-supplied)',
  withdrawn: 'var(--st-disposed)',
  lapsed: 'color-mix(in srgb, var(--st-disposed) 62%, var(--ink))',
  written_off: 'color-mix(in srgb, var(--st-disposed) 45%, var(--paper))',
  formalities: 'var(--st-disposing)',
  unsupplied: 'var(--st-unsupplied)',
  hole: 'var(--over)',
}
