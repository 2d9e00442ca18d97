import { shallowRef } from 'vue'

export type Question = {
  title: string
  text?: string
  confirmLabel?: string
  /** The answer destroys something: the button says so. */
  isDanger?: boolean
}
type Asked = Question & { answer: (confirmed: boolean) => void }

/** The question on the screen, drawn by `ConfirmDialog.vue`. */
export const asked = shallowRef<Asked>()

/** Asks before something is done; resolves to false when the person thinks better of it. */
export function askConfirmation(question: Question): Promise<boolean> {
  asked.value?.answer(false)
  return new Promise((resolve) => {
    asked.value = {
      ...question,
      answer: (confirmed) => {
        asked.value = undefined
        resolve(confirmed)
      },
    }
  })
}
