import type { Division, StockKind } from '#web/features/stock/stock-kinds.ts'

/** What takes turns on the big screen. */
export type ScreenPanelName =
  | { show: 'account'; kind: StockKind }
  | { show: 'groups'; kind: StockKind; by: Division }
  | { show: 'deadlines' }
  | { show: 'works' }
  | { show: 'claims' }

export const panels: readonly ScreenPanelName[] = [
  { show: 'account', kind: 'unsupplied' },
  { show: 'groups', kind: 'unsupplied', by: 'condition' },
  { show: 'groups', kind: 'unsupplied', by: 'leader' },
  { show: 'deadlines' },
  { show: 'account', kind: 'idle' },
  { show: 'groups', kind: 'idle', by: 'cause' },
  { show: 'groups', kind: 'idle', by: 'leader' },
  { show: 'works' },
  { show: 'claims' },
]
