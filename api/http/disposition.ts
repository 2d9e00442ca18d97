/** Signs that some file system does not take in a name. */
const unsafe = /[\\/:*?"<>|\p{Cc}]/gu

/**
 * `content-disposition` of a file with a name in any script (RFC 6266): a name in ASCII for old programs, the full one
 * for all others.
 */
export function dispositionOf(kind: 'attachment' | 'inline', full: string, ascii: string): string {
  const encoded = encodeURIComponent(full.replace(unsafe, '_')).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16)}`,
  )
  return `${kind}; filename="${ascii.replace(/[^\w.-]/g, '_')}"; filename*=UTF-8''${encoded}`
}
