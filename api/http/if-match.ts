/**
 * The version that an `If-Match` header stands for when the row now has this tag and version; undefined without the
 * header. A tag of another version matches nothing: 0 is no version.
 */
export function versionOfIfMatch(
  ifMatch: string | undefined,
  current: { tag: string; version: number },
): number | undefined {
  if (ifMatch === undefined) return undefined
  if (ifMatch.trim() === '*') return current.version
  const tags = ifMatch.split(',').map((tag) => tag.trim().replace(/^W\//, ''))
  return tags.includes(current.tag) ? current.version : 0
}
