import { useQueryCache } from '@pinia/colada'
import { computed, shallowRef } from 'vue'
import { useI18n } from 'vue-i18n'
import type { Geometry } from '#geodata/model/geojson.ts'
import { api } from '#web/api-client/client.ts'
import { problemKey, ProblemError } from '#web/api-client/problem.ts'
import type { FeatureDetails } from '#web/api-client/wire.ts'
import type { FeatureKey } from '#web/app/map-view.store.ts'
import { useMapView } from '#web/app/map-view.store.ts'
import type {
  ChangeFault,
  ChangeRequest,
  CheckedChange,
  SavedChange,
  TakenPlace,
  VersionConflict,
} from '#web/editing/change-wire.ts'
import { DRAW, RESHAPE } from '#web/editing/edit-tools.ts'
import { useEditing } from '#web/editing/editing.store.ts'
import type { SaveReport } from '#web/editing/save-report.ts'
import { emptyReport, reportOfCheck, reportOfRefusal } from '#web/editing/save-report.ts'
import type { EditSession, EditTarget } from '#web/editing/session.ts'
import { operationsOf, rebase, specOf, storedBoundary, valueFaults } from '#web/editing/session.ts'
import { formatMu } from '#web/i18n/format.ts'
import { askConfirmation } from '#web/ui/confirm.ts'
import { showToast } from '#web/ui/toasts.ts'

const touchedQueries = [
  'feature',
  'history',
  'summary',
  'batches',
  'targets',
  'ledger',
  'measure',
  'snapping',
  'records',
  'overview',
  'clock',
  'clocks',
]

/** What the last check or save said; one for the page, like the session it speaks of. */
const report = shallowRef<SaveReport>(emptyReport)
const saving = shallowRef(false)

export const reportOfProblem = ({ code, problem }: ProblemError): SaveReport =>
  reportOfRefusal({
    problem: code,
    errors: problem.errors as ChangeFault[] | undefined,
    taken: problem['taken'] as TakenPlace[] | undefined,
    conflicts: problem['conflicts'] as VersionConflict[] | undefined,
  })

async function readTarget({ collection, id }: FeatureKey): Promise<EditTarget & { kind: 'edit' }> {
  const { feature } = await api.get<FeatureDetails>(`/api/features/${collection}/${id}`)
  const { properties, geometry } = feature
  return {
    kind: 'edit',
    collection,
    id,
    version: Number(properties['version']),
    title: String(properties[specOf(collection).title] ?? properties['code'] ?? id),
    properties,
    geometry,
  }
}

/** Begin, check, save, give up: what the panel, the keys and the inspector ask for. */
export function useEditActs() {
  const { t } = useI18n()
  const mapView = useMapView()
  const editing = useEditing()
  const cache = useQueryCache()

  const tell = (error: unknown) => showToast('fault', t(problemKey(error)))

  /** Everything that was read about the land is read again. */
  async function readAgain(): Promise<void> {
    // A query that is asked again while it runs is aborted; its next run is the one that counts.
    await Promise.allSettled(touchedQueries.map((key) => cache.invalidateQueries({ key: [key] })))
  }

  async function mayLeave(): Promise<boolean> {
    if (!editing.isUnsaved) return true
    return askConfirmation({
      title: t('editing.abandon_title'),
      text: t('editing.abandon_text'),
      confirmLabel: t('editing.abandon'),
      isDanger: true,
    })
  }

  /** Ends the edit; what was drawn asks once before it goes. */
  async function abandon(): Promise<void> {
    if (!(await mayLeave())) return
    report.value = emptyReport
    editing.close()
  }

  async function begin(key: FeatureKey, toolId: string): Promise<void> {
    if (editing.session && !(await mayLeave())) return
    report.value = emptyReport
    try {
      editing.edit(await readTarget(key), toolId)
    } catch (error) {
      editing.close()
      tell(error)
    }
  }

  async function create(collection: string): Promise<void> {
    if (editing.session && !(await mayLeave())) return
    report.value = emptyReport
    editing.create(collection)
  }

  const requestOf = (session: EditSession): ChangeRequest => ({
    ...(session.recordId !== null && { recordId: session.recordId }),
    ...(session.effectiveOn && { effectiveOn: session.effectiveOn }),
    operations: operationsOf(session),
  })

  /** What can be told without the server; true when nothing stands in the way. */
  function isReady(session: EditSession): boolean {
    const faults = valueFaults(session)
    const places = (editing.figures?.problems ?? []).map(({ code, position }) => ({
      rule: code,
      at: position ?? null,
    }))
    const problem = !storedBoundary(session)
      ? 'nothing_drawn'
      : operationsOf(session).length === 0
        ? 'nothing_changed'
        : places.length > 0
          ? 'invalid-geometry'
          : faults.length > 0
            ? 'rule-broken'
            : session.recordId === null
              ? 'record-required'
              : null
    report.value = {
      ...emptyReport,
      problem,
      places,
      fields: faults.map((fault) => ({ field: fault.field, rule: fault.rule, detail: fault })),
    }
    return problem === null
  }

  /** Checks first; what a person should look at stops the save once. */
  async function save(accepted = false): Promise<void> {
    const { session } = editing
    if (!session || saving.value) return
    if (session.history.present.open) editing.send({ type: 'finish' }, 0)
    const current = editing.session ?? session
    if (!isReady(current)) return
    saving.value = true
    try {
      if (!accepted && !(await isClean(current))) return
      const saved = await api.post<SavedChange>('/api/changes', { body: requestOf(current) })
      finish(current, saved)
    } catch (error) {
      if (error instanceof ProblemError) report.value = reportOfProblem(error)
      else throw error
    } finally {
      saving.value = false
    }
  }

  async function isClean(session: EditSession): Promise<boolean> {
    const checked = await api.post<CheckedChange>('/api/changes/check', { body: requestOf(session) })
    report.value = reportOfCheck(checked)
    return checked.ok && report.value.warnings.length === 0 && report.value.adjustments.length === 0
  }

  function finish(session: EditSession, { results }: SavedChange): void {
    const [first] = results
    const geometry = storedBoundary(session) as Geometry
    report.value = emptyReport
    editing.settle(geometry)
    if (first) mapView.select({ collection: first.collection, id: first.id })
    const area = results.find(({ areaEllipsoidalM2 }) => areaEllipsoidalM2 !== undefined)?.areaEllipsoidalM2
    showToast(
      'done',
      area === undefined ? t('editing.saved') : t('editing.saved_area', { mu: formatMu(area) }),
    )
    void readAgain()
  }

  /** Somebody was first: put this edit on top of the new version, or drop it for theirs. */
  async function resolveConflict(keep: 'mine' | 'theirs'): Promise<void> {
    const { session } = editing
    if (session?.target.kind !== 'edit') return
    const { collection, id } = session.target
    try {
      const target = await readTarget({ collection, id })
      report.value = emptyReport
      if (keep === 'mine') editing.open(rebase(session, target), mapView.toolId)
      else editing.edit(target, mapView.toolId)
      void readAgain()
      if (keep === 'mine') await save()
    } catch (error) {
      tell(error)
    }
  }

  return {
    report,
    saving,
    hasWarnings: computed(() => report.value.warnings.length + report.value.adjustments.length > 0),
    tell,
    readAgain,
    abandon,
    create,
    save,
    resolveConflict,
    editBoundary: (key: FeatureKey) => begin(key, RESHAPE),
    addRing: (key: FeatureKey) => begin(key, DRAW),
  }
}
