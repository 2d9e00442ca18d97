/**
 * Rounds parts so that they add up to the rounded whole (largest remainder method): each part is cut to the last
 * digit, and the digits that are missing go to the parts that lost most. No part is off by a whole last digit.
 * The whole is the sum of the parts; `digits` are decimals.
 */
export function apportion(parts: readonly number[], whole: number, digits: number): number[] {
  const scale = 10 ** digits
  const cut = parts.map((part) => Math.floor(part * scale + 1e-9))
  const missing = Math.round(whole * scale) - cut.reduce((sum, part) => sum + part, 0)
  const byLoss = parts
    .map((part, index) => ({ index, loss: part * scale - cut[index]! }))
    .sort((a, b) => b.loss - a.loss || a.index - b.index)
  const given = byLoss.slice(0, Math.max(0, Math.min(missing, parts.length)))
  for (const { index } of given) cut[index] = cut[index]! + 1
  return cut.map((part) => part / scale)
}
