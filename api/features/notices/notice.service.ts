import type { Db } from '#api/db/database.ts'
import { reconcile } from '#geodata/rules/watch/notices-due.ts'
import type { NoticeWish } from './notice.queries.ts'
import { easeNotices, findKeptNotices, raiseNotices, settleNotices, tellNotices } from './notice.queries.ts'

export { noticeChannel } from './notice.queries.ts'
export type { NoticeWish } from './notice.queries.ts'

/** Makes the notices of a zone what they have to be, by its kept matters. Answers how many call for somebody's attention anew. */
export async function keepNotices(
  trx: Db,
  zoneId: number,
  wishes: readonly NoticeWish[],
): Promise<{ raised: number }> {
  const { raised, eased, settled } = reconcile(await findKeptNotices(trx, zoneId), wishes)
  await raiseNotices(trx, zoneId, raised)
  await easeNotices(trx, zoneId, eased)
  await settleNotices(trx, zoneId, settled)
  if (raised.length + settled.length > 0) await tellNotices(trx, zoneId)
  return { raised: raised.length }
}
