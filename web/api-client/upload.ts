import type { Problem } from './problem.ts'
import { clientProblem, ProblemError } from './problem.ts'
import { addressOf, reportSignedOut } from './client.ts'

export type UploadProgress = { sentBytes: number; totalBytes: number }

function problemOf(request: XMLHttpRequest): ProblemError {
  try {
    const body = JSON.parse(request.responseText) as Partial<Problem>
    return new ProblemError({ type: '/problems/internal', title: '', ...body, status: request.status })
  } catch {
    return clientProblem('unreadable-answer', request.status)
  }
}

/**
 * Sends one file as the multipart field `file`. Unlike `fetch` this tells how much of it has left; aborting the
 * signal rejects with an `AbortError`, and the server drops what it has received.
 */
export function uploadFile<Answer>(
  path: string,
  file: File,
  onProgress: (progress: UploadProgress) => void,
  signal: AbortSignal,
): Promise<Answer> {
  const body = new FormData()
  body.append('file', file)
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', addressOf(path))
    request.setRequestHeader('accept', 'application/json')
    request.upload.addEventListener('progress', ({ loaded, total }) =>
      onProgress({ sentBytes: loaded, totalBytes: total }),
    )
    request.addEventListener('load', () => {
      if (request.status >= 200 && request.status < 300)
        return void resolve(JSON.parse(request.responseText) as Answer)
      const problem = problemOf(request)
      if (problem.code === 'not-signed-in') reportSignedOut()
      reject(problem)
    })
    request.addEventListener('error', () => reject(clientProblem('offline')))
    request.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')))
    signal.addEventListener('abort', () => request.abort(), { once: true })
    request.send(body)
  })
}
