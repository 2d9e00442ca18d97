import { useMutation, useQuery, useQueryCache } from '@pinia/colada'
import type { components } from '#api/contract/openapi.d.ts'
import { addressOf, api } from '#web/api-client/client.ts'

type Schemas = components['schemas']
export type Attachment = Schemas['Attachment']
export type AttachmentEdit = Omit<Schemas['AttachmentEdit'], 'version'>
export type Subject = Attachment['subject']

/** What a file is attached to. */
export type About = { subject: Subject; subjectId: number; stepN?: number | undefined }

export const attachmentKinds = [
  'photo',
  'survey',
  'imagery',
  'document',
  'contract',
  'receipt',
  'other',
] as const satisfies readonly Attachment['kind'][]

export const attachmentLimitBytes = 20 * 1024 * 1024
export const acceptedFiles = '.jpg,.jpeg,.png,.webp,.pdf,.docx,.xlsx,.dwg,.dxf,.zip,.txt,.csv'

type Days = { on?: string | undefined; known?: string | undefined }

export const useEvidence = (about: () => About, days: () => Days, withDeleted: () => boolean) =>
  useQuery({
    key: () => {
      const { subject, subjectId, stepN } = about()
      return [
        'evidence',
        subject,
        String(subjectId),
        String(stepN ?? ''),
        { ...days() },
        String(withDeleted()),
      ]
    },
    query: ({ signal }) =>
      api.get<Schemas['AttachmentList']>('/api/attachments', {
        query: { ...about(), ...days(), deleted: withDeleted() || undefined, limit: 200 },
        signal,
      }),
    placeholderData: (previous) => previous,
  })

const pictures: ReadonlySet<string> = new Set(['image/jpeg', 'image/png', 'image/webp'])
export const isPicture = ({ mediaType }: Pick<Attachment, 'mediaType'>): boolean => pictures.has(mediaType)

/** Where the bytes are; `inline` for pictures on a page. */
export const fileAddress = ({ id }: Pick<Attachment, 'id'>, inline = false): string =>
  addressOf(`/api/attachments/${id}/file`, { inline: inline || undefined })

type Act =
  | { act: 'add'; about: About; file: File; facts?: AttachmentEdit }
  | { act: 'edit'; attachment: Attachment; edit: AttachmentEdit }
  | { act: 'delete'; attachment: Attachment; reason: string }

function perform(work: Act): Promise<Attachment> {
  switch (work.act) {
    case 'add': {
      const body = new FormData()
      // Fields stand before the file: the server reads them as they come.
      body.append('about', JSON.stringify({ ...work.about, ...work.facts }))
      body.append('file', work.file)
      return api.post<Attachment>('/api/attachments', { body })
    }
    case 'edit': {
      const { id, version } = work.attachment
      return api.patch<Attachment>(`/api/attachments/${id}`, { body: { version, ...work.edit } })
    }
    case 'delete': {
      const { id, version } = work.attachment
      return api.post<Attachment>(`/api/attachments/${id}/delete`, { body: { version, reason: work.reason } })
    }
  }
}

/** Adds, corrects and deletes evidence; whatever shows evidence reads it again. */
export function useEvidenceActs() {
  const cache = useQueryCache()
  return useMutation({
    mutation: perform,
    onSettled: () => {
      void cache.invalidateQueries({ key: ['evidence'] })
      void cache.invalidateQueries({ key: ['freshness'] })
    },
  })
}
