/** Whether a key press belongs to a field or to an open dialog, so that single-letter shortcuts leave it alone. */
export function isTyping(event: KeyboardEvent): boolean {
  if (document.querySelector('dialog[open]')) return true
  const target = event.target
  if (!(target instanceof HTMLElement)) return false
  return (
    target.isContentEditable || target.closest('input, textarea, select, [role="dialog"], dialog') !== null
  )
}

export const hasModifier = (event: KeyboardEvent): boolean => event.ctrlKey || event.metaKey || event.altKey
