const pages: Readonly<Record<string, string>> = {
  parcel: '/remediation/parcels/',
  case: '/cases/',
  batch: '/remediation/batches/',
  target: '/remediation/targets/',
  problem: '/remediation/problems/',
  claim: '/remediation/claims/',
  record: '/records/',
}

/** The page that shows what a matter is about: one answer for the pages, for mails and for calendars. */
export function matterPath({ subject, subjectId }: { subject: string; subjectId: number }): string {
  const page = pages[subject]
  return page === undefined ? '/notices' : `${page}${subjectId}`
}
