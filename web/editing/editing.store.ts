import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { Geometry, Position, Properties } from '#geodata/model/geojson.ts'
import { useSession } from '#web/app/session.store.ts'
import type { FeatureKey } from '#web/app/map-view.store.ts'
import { useMapView } from '#web/app/map-view.store.ts'
import type { Snap } from './behaviors/snapping.ts'
import type { Draft } from './draft.ts'
import { DRAW, isEditTool, RESHAPE } from './edit-tools.ts'
import { figuresOf } from './figures.ts'
import type { History } from './history.ts'
import { amend, canRedo, canUndo, record, redo, undo } from './history.ts'
import type { EditSession, EditTarget } from './session.ts'
import { draftKindOf, isDirty, startCreating, startEditing } from './session.ts'
import type { HintCode, Tool, ToolEvent, ToolStep } from './tool.ts'
import type { DrawState } from './tools/draw.tool.ts'
import { drawTool } from './tools/draw.tool.ts'
import type { ReshapeState } from './tools/reshape.tool.ts'
import { reshapeTool } from './tools/reshape.tool.ts'

/** A save that is stored but not yet in the tiles: its shape stays on the map until they have come. */
export type Settling = { geometry: Geometry; hidden: FeatureKey | null }

const idleDraw: DrawState = { name: 'idle', pointer: null }
const idleReshape: ReshapeState = { name: 'idle', selected: null }

/** The one feature under the pen: its session, the tool in hand, and where the pointer is. */
export const useEditing = defineStore('editing', () => {
  const mapView = useMapView()
  const person = useSession()

  const session = shallowRef<EditSession>()
  const settling = shallowRef<Settling>()
  const drawState = shallowRef<DrawState>(idleDraw)
  const reshapeState = shallowRef<ReshapeState>(idleReshape)
  const snap = shallowRef<Snap>()
  const isRightAngleOn = ref(false)
  const isShiftHeld = ref(false)
  const hintCode = ref<HintCode>()
  /** The last collection that was drawn, the record and the day that were used: the next draft begins with them. */
  const usual = shallowRef<{ collection: string; recordId: number | null }>({
    collection: 'parcels',
    recordId: null,
  })
  /** History before the gesture under way (a drag), which becomes one step. */
  let before: History<Draft> | undefined

  const isDrawing = computed(() => mapView.toolId === DRAW)
  const draft = computed(() => session.value?.history.present)
  const pointer = computed<Position | null>(() => (isDrawing.value ? drawState.value.pointer : null))
  const figures = computed(() =>
    draft.value ? figuresOf(draft.value, pointer.value, person.zone?.planarSrid ?? null) : undefined,
  )
  const isUnsaved = computed(() => session.value !== undefined && isDirty(session.value))
  const undoable = computed(() => session.value !== undefined && canUndo(session.value.history))
  const redoable = computed(() => session.value !== undefined && canRedo(session.value.history))
  const isRightAngle = computed(() => isRightAngleOn.value !== isShiftHeld.value)

  const today = (): string => person.zone?.today ?? ''
  const startOf = () => ({ recordId: usual.value.recordId, effectiveOn: today() })

  function putDown(): void {
    drawState.value = idleDraw
    reshapeState.value = idleReshape
    snap.value = undefined
    before = undefined
  }

  /** Takes a session in hand; the feature it replaces leaves the tiles. */
  function open(next: EditSession, toolId: string): void {
    putDown()
    session.value = next
    const { target } = next
    mapView.hidden = target.kind === 'edit' ? [{ collection: target.collection, id: target.id }] : []
    if (target.kind === 'create') usual.value = { ...usual.value, collection: target.collection }
    mapView.toolId = toolId
    hintCode.value = undefined
  }

  const create = (collection: string): void => open(startCreating(collection, startOf()), DRAW)
  const edit = (target: EditTarget & { kind: 'edit' }, toolId = RESHAPE): void =>
    open(startEditing(target, startOf()), toolId)

  /** Ends the session and leaves nothing of it behind. */
  function close(): void {
    putDown()
    session.value = undefined
    mapView.hidden = []
    if (isEditTool(mapView.toolId)) mapView.toolId = 'select'
  }

  /** What was saved stays drawn until the new tiles have arrived. */
  function settle(geometry: Geometry): void {
    const target = session.value?.target
    const hidden = target?.kind === 'edit' ? { collection: target.collection, id: target.id } : null
    usual.value = { ...usual.value, recordId: session.value?.recordId ?? null }
    close()
    if (hidden) mapView.hidden = [hidden]
    settling.value = { geometry, hidden }
  }

  function settled(): void {
    if (!settling.value) return
    settling.value = undefined
    if (!session.value) mapView.hidden = []
  }

  const patch = (part: Partial<EditSession>): void => {
    if (session.value) session.value = { ...session.value, ...part }
  }
  const setValue = (name: string, value: Properties[string]): void => {
    if (session.value) patch({ values: { ...session.value.values, [name]: value } })
  }

  /** A step of the draft that no tool made: the vertex list. */
  function change(next: Draft): void {
    if (session.value) patch({ history: record(session.value.history, next) })
  }

  function keep({ draft: next, isPassing, state }: ToolStep<{ name: string }>): void {
    const current = session.value
    if (!current) return
    if (next && isPassing) {
      before ??= current.history
      patch({ history: amend(current.history, next) })
    } else if (next) {
      patch({ history: record(before ?? current.history, next) })
    }
    if (state.name !== 'dragging') before = undefined
  }

  function run<State extends { name: string }>(
    tool: Tool<State>,
    state: State,
    event: ToolEvent,
    toleranceM: number,
  ): ToolStep<State> | undefined {
    if (!draft.value) return undefined
    const step = tool.step(state, event, {
      draft: draft.value,
      toleranceM,
      isRightAngle: isRightAngle.value,
    })
    keep(step)
    hintCode.value = step.hint
    return step
  }

  /** Gives an event to the tool in hand. */
  function send(event: ToolEvent, toleranceM: number): void {
    if (!session.value) return
    if (isDrawing.value) {
      const kind = draftKindOf(session.value.target.collection)
      const step = run(drawTool(kind), drawState.value, event, toleranceM)
      if (!step) return
      drawState.value = step.state
      if (step.isFinished) mapView.toolId = RESHAPE
      return
    }
    const step = run(reshapeTool, reshapeState.value, event, toleranceM)
    if (step) reshapeState.value = step.state
  }

  /** Back or forth by a step; a ring that is open again is drawn on. */
  function travel(move: (history: History<Draft>) => History<Draft>): void {
    if (!session.value || before) return
    const history = move(session.value.history)
    patch({ history })
    reshapeState.value = idleReshape
    if (history.present.open) mapView.toolId = DRAW
  }

  return {
    session,
    settling,
    drawState,
    reshapeState,
    snap,
    isRightAngleOn,
    isShiftHeld,
    isRightAngle,
    hintCode,
    usual,
    isDrawing,
    draft,
    pointer,
    figures,
    isUnsaved,
    undoable,
    redoable,
    open,
    create,
    edit,
    close,
    settle,
    settled,
    patch,
    setValue,
    change,
    send,
    undo: () => travel(undo),
    redo: () => travel(redo),
  }
})
