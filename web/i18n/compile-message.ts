import type { MessageCompiler, MessageContext } from 'vue-i18n'

const BETWEEN_FORMS = ' | '
/** `{name}`, or text that stands for itself: `{'@'}`. */
const PLACEHOLDER = /\{(?:(\w+)|'([^']*)')\}/g

/**
 * Turns a catalogue entry into the function that vue-i18n calls. Placeholders, literals and plural forms are
 * all that our catalogues use; the library's own compiler knows more and weighs 8 kB on every page.
 */
export const compileMessage: MessageCompiler = (message) => {
  const forms = String(message).split(BETWEEN_FORMS)
  return ({ named, plural }: MessageContext) => {
    const form = (forms.length > 1 ? plural(forms) : forms[0]) ?? ''
    return form.replace(PLACEHOLDER, (_: string, name: string | undefined, literal: string | undefined) =>
      name === undefined ? (literal ?? '') : String(named(name) ?? ''),
    )
  }
}
