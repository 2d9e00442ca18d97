import { conditionItems } from '../rules/batch/batch-disposal.ts'
import type { FieldSpec } from './fields.ts'
import { bool, code, date, int, measure, ref, text } from './fields.ts'

/**
 * Every collection that land data lives in, described once. The API validates writes with it, OGC API –
 * Features publishes it, the ledger, imports and exports take their columns from it, and one test compares
 * it with the migrated tables.
 *
 * A *spatial* collection has a boundary; a *fact* has none and hangs on a feature or another fact
 * (a supply on its parcel, an agreed start on its supply). Both are written only by changes under a record.
 */
export type GeometryKind = 'polygon' | 'line' | 'point' | 'none'

export type CollectionSpec = {
  /** Path segment and key in both languages' catalogues, e.g. `approval-batches`. */
  id: CollectionId
  /** Singular table name; past versions live in `<table>_history`. */
  table: string
  geometry: GeometryKind
  /** The field that names a feature to a person. */
  title: string
  fields: readonly FieldSpec[]
}

const landUse = [
  text('land_use_code', { max: 12 }),
  /** The same digits mean other classes in another scheme or version (domain.md §0.8). */
  code('land_use_scheme', ['ydyh', 'gbt21010', 'sandiao', 'gb50137']),
  text('land_use_version', { max: 8 }),
] as const

const declared = [
  measure('declared_area_m2', 'm2', { min: 0 }),
  code('declared_area_basis', ['approval', 'contract', 'certificate', 'survey', 'announcement', 'other']),
  code('survey_method', ['surveyed', 'digitised', 'gnss', 'imagery', 'unknown']),
] as const

const works = ['planned', 'building', 'in_service', 'abandoned'] as const

const parcels: CollectionSpec = {
  id: 'parcels',
  table: 'parcel',
  geometry: 'polygon',
  title: 'code',
  fields: [
    text('code', { required: true, max: 40, unique: true, search: true }),
    text('name', { max: 120, search: true }),
    code('status', ['reserve', 'unsupplied', 'supplied', 'standard', 'idle', 'disposing', 'disposed'], {
      computed: true,
    }),
    ...landUse,
    text('holder', { max: 120, search: true }),
    text('location', { max: 200 }),
    text('parcel_code', { max: 19, rule: 'parcel_code', search: true }),
    text('real_estate_unit_no', { max: 28, rule: 'real_estate_unit_no', search: true }),
    code('stratum', ['surface', 'above', 'below'], { fallback: 'surface' }),
    ...declared,
    ref('approval_batch_id', 'approval-batches'),
    text('responsible', { max: 60, search: true }),
    text('remarks', { max: 1000 }),
  ],
}

const approvalBatches: CollectionSpec = {
  id: 'approval-batches',
  table: 'approval_batch',
  geometry: 'polygon',
  title: 'code',
  fields: [
    text('code', { required: true, max: 60, unique: true, search: true }),
    text('name', { max: 160, search: true }),
    text('approval_no', { max: 80, search: true }),
    date('approved_on', { required: true }),
    text('authority', { max: 80 }),
    code('kind', ['batch', 'single_project']),
    ...declared,
    measure('new_construction_m2', 'm2', { min: 0 }),
    measure('farmland_m2', 'm2', { min: 0 }),
    measure('expropriated_m2', 'm2', { min: 0 }),
    code('condition', ['ready', 'not_ready']),
    code('not_ready_cause', [
      'compensation',
      'demolition',
      'planning',
      'no_project',
      'policy',
      'remote_or_scattered',
      'dispute',
      'protected_area',
      'no_services',
      'used_without_formalities',
      'other',
    ]),
    text('remarks', { max: 1000 }),
  ],
}

const assessments: CollectionSpec = {
  id: 'assessments',
  table: 'assessment',
  geometry: 'polygon',
  title: 'name',
  fields: [
    text('code', { required: true, max: 60, unique: true, search: true }),
    text('name', { required: true, max: 160, search: true }),
    code(
      'kind',
      [
        'seismic_safety',
        'geological_hazard',
        'mineral_overlay',
        'environment',
        'flood',
        'soil_and_water',
        'water_resources',
        'energy',
        'climate',
        'heritage',
        'other',
      ],
      { required: true },
    ),
    text('approval_no', { max: 80, search: true }),
    date('approved_on'),
    date('valid_until'),
    text('institution', { max: 120 }),
    measure('cost_wan', 'wan_yuan', { min: 0 }),
    ...declared,
    text('remarks', { max: 1000 }),
  ],
}

const roads: CollectionSpec = {
  id: 'roads',
  table: 'road',
  geometry: 'line',
  title: 'name',
  fields: [
    text('code', { required: true, max: 60, unique: true, search: true }),
    text('name', { max: 120, search: true }),
    code('class', ['expressway', 'main', 'secondary', 'branch'], { required: true }),
    code('status', works, { required: true }),
    measure('red_line_width_m', 'm', { min: 0, max: 200 }),
    int('lanes', { min: 0, max: 20 }),
    measure('declared_length_m', 'm', { min: 0 }),
    date('started_on'),
    date('planned_completion_on'),
    date('completed_on'),
    measure('investment_wan', 'wan_yuan', { min: 0 }),
    text('remarks', { max: 1000 }),
  ],
}

const pipelines: CollectionSpec = {
  id: 'pipelines',
  table: 'pipeline',
  geometry: 'line',
  title: 'code',
  fields: [
    text('code', { required: true, max: 60, unique: true, search: true }),
    text('name', { max: 120, search: true }),
    code(
      'kind',
      ['water', 'rain', 'sewage', 'combined', 'gas', 'heat', 'power', 'telecom', 'television', 'tunnel'],
      { required: true },
    ),
    code('status', works, { required: true }),
    text('material', { max: 60 }),
    measure('diameter_mm', 'mm', { min: 0 }),
    text('section', { max: 60 }),
    measure('depth_m', 'm'),
    measure('voltage_kv', 'kV', { min: 0 }),
    measure('pressure_mpa', 'MPa', { min: 0 }),
    measure('capacity', 'number', { min: 0 }),
    text('capacity_unit', { max: 20 }),
    date('commissioned_on'),
    text('owner', { max: 120 }),
    measure('investment_wan', 'wan_yuan', { min: 0 }),
    text('remarks', { max: 1000 }),
  ],
}

const facilities: CollectionSpec = {
  id: 'facilities',
  table: 'facility',
  geometry: 'point',
  title: 'name',
  fields: [
    text('code', { required: true, max: 60, unique: true, search: true }),
    text('name', { required: true, max: 120, search: true }),
    code(
      'kind',
      [
        'substation',
        'pumping_station',
        'sewage_plant',
        'water_plant',
        'heat_station',
        'gas_station',
        'telecom_hub',
        'other',
      ],
      { required: true },
    ),
    code('status', works, { required: true }),
    measure('voltage_kv', 'kV', { min: 0 }),
    measure('capacity', 'number', { min: 0 }),
    text('capacity_unit', { max: 20 }),
    date('commissioned_on'),
    text('owner', { max: 120 }),
    measure('investment_wan', 'wan_yuan', { min: 0 }),
    text('remarks', { max: 1000 }),
  ],
}

const factoryBuildings: CollectionSpec = {
  id: 'factory-buildings',
  table: 'factory_building',
  geometry: 'polygon',
  title: 'name',
  fields: [
    text('code', { required: true, max: 60, unique: true, search: true }),
    text('name', { required: true, max: 120, search: true }),
    ref('parcel_id', 'parcels'),
    text('structure', { max: 60 }),
    int('storeys_above', { min: 0, max: 99 }),
    int('storeys_below', { min: 0, max: 9 }),
    measure('gross_floor_area_m2', 'm2', { min: 0 }),
    measure('height_m', 'm', { min: 0 }),
    code('fire_class', ['jia', 'yi', 'bing', 'ding', 'wu']),
    code('status', works, { required: true }),
    text('real_estate_unit_no', { max: 28, rule: 'real_estate_unit_no', search: true }),
    text('owner', { max: 120, search: true }),
    measure('cost_wan', 'wan_yuan', { min: 0 }),
    date('completed_on'),
    ...declared,
    text('remarks', { max: 1000 }),
  ],
}

/** Facts: no boundary of their own. The first `ref` is what they hang on. */
const facts: readonly CollectionSpec[] = [
  {
    id: 'supplies',
    table: 'supply',
    geometry: 'none',
    title: 'contract_no',
    fields: [
      ref('parcel_id', 'parcels', { required: true }),
      text('contract_no', { required: true, max: 80, search: true }),
      /** 电子监管号: its syntax is not confirmed (domain.md §8.2), so it stays opaque text. */
      text('supervision_no', { max: 40, search: true }),
      code('mode', ['allocation', 'tender', 'auction', 'listing', 'agreement', 'lease', 'equity'], {
        required: true,
      }),
      code('form', ['full_term', 'long_lease', 'lease_then_sale', 'lease_and_sale', 'flexible_term']),
      text('holder', { max: 120, search: true }),
      date('signed_on', { required: true }),
      measure('area_m2', 'm2', { required: true, min: 0 }),
      measure('price_wan', 'wan_yuan', { min: 0 }),
      text('land_use_code', { max: 12 }),
      measure('term_years', 'year', { min: 0, max: 70 }),
      date('handover_agreed_on'),
      date('handed_over_on'),
      measure('floor_area_ratio_min', 'ratio', { min: 0 }),
      measure('floor_area_ratio_max', 'ratio', { min: 0 }),
      /** 标准地项目投资管理合同: with it the supplied parcel is standard land. */
      text('standard_agreement_no', { max: 80 }),
      date('standard_agreed_on'),
      date('ended_on'),
      text('remarks', { max: 1000 }),
    ],
  },
  {
    id: 'supply-starts',
    table: 'supply_start',
    geometry: 'none',
    title: 'start_on',
    fields: [
      ref('supply_id', 'supplies', { required: true }),
      date('set_on', { required: true }),
      date('start_on'),
      date('completion_on'),
      code('cause', ['contract', 'extension', 'change_of_use', 'temporary_use', 'exchange', 'correction'], {
        required: true,
      }),
      text('document_no', { max: 80 }),
    ],
  },
  {
    id: 'progress',
    table: 'progress',
    geometry: 'none',
    title: 'observed_on',
    fields: [
      ref('supply_id', 'supplies', { required: true }),
      date('observed_on', { required: true }),
      date('permit_on'),
      code('foundation_kind', ['deep_pit', 'pile', 'other']),
      measure('foundation_share', 'ratio', { min: 0, max: 1 }),
      date('started_on'),
      measure('developed_m2', 'm2', { min: 0 }),
      measure('should_develop_m2', 'm2', { min: 0 }),
      measure('invested_wan', 'wan_yuan', { min: 0 }),
      measure('total_investment_wan', 'wan_yuan', { min: 0 }),
      date('suspended_on'),
      date('completed_on'),
      text('remarks', { max: 1000 }),
    ],
  },
  {
    id: 'pauses',
    table: 'pause',
    geometry: 'none',
    title: 'from_on',
    fields: [
      ref('supply_id', 'supplies', { required: true }),
      date('from_on', { required: true }),
      date('to_on'),
      /** Government causes of 令53 Art. 8 and force majeure (domain.md §1.3). */
      code('cause', ['g1', 'g2', 'g3', 'g4', 'g5', 'g6', 'g7'], { required: true }),
      text('document_no', { max: 80 }),
    ],
  },
  {
    id: 'encumbrances',
    table: 'encumbrance',
    geometry: 'none',
    title: 'from_on',
    fields: [
      ref('supply_id', 'supplies', { required: true }),
      code('kind', ['mortgage', 'seizure'], { required: true }),
      date('from_on', { required: true }),
      /** The day on which it was lifted. */
      date('to_on'),
      /** The mortgagee, or the authority that seized. */
      text('party', { max: 200 }),
      text('document_no', { max: 80 }),
      text('remarks', { max: 1000 }),
    ],
  },
  {
    id: 'payments',
    table: 'payment',
    geometry: 'none',
    title: 'due_on',
    fields: [
      ref('supply_id', 'supplies', { required: true }),
      date('due_on', { required: true }),
      measure('amount_wan', 'wan_yuan', { required: true, min: 0 }),
      date('paid_on'),
      measure('paid_wan', 'wan_yuan', { min: 0 }),
      text('document_no', { max: 80 }),
    ],
  },
  {
    id: 'batch-entries',
    table: 'batch_entry',
    geometry: 'none',
    title: 'entered_on',
    fields: [
      ref('approval_batch_id', 'approval-batches', { required: true }),
      code('kind', ['supplied', 'withdrawn', 'lapsed', 'written_off'], { required: true }),
      date('entered_on', { required: true }),
      measure('area_m2', 'm2', { required: true, min: 0 }),
      ref('supply_id', 'supplies'),
      /** Which land was withdrawn, lapsed or written off; a supply names its own. */
      ref('parcel_id', 'parcels'),
      text('document_no', { max: 80 }),
    ],
  },
  {
    /** What is observed of a batch: the 净地 items of 令53 Art. 21 and the facts that disposal asks for. */
    id: 'batch-conditions',
    table: 'batch_condition',
    geometry: 'none',
    title: 'observed_on',
    fields: [
      ref('approval_batch_id', 'approval-batches', { required: true }),
      code('item', conditionItems, { required: true }),
      date('observed_on', { required: true }),
      bool('holds', { required: true }),
      text('document_no', { max: 80 }),
      text('remarks', { max: 1000 }),
    ],
  },
  {
    id: 'remediations',
    table: 'remediation',
    geometry: 'none',
    title: 'found_on',
    fields: [
      ref('parcel_id', 'parcels', { required: true }),
      code('kind', ['unsupplied', 'idle'], { required: true }),
      date('found_on', { required: true }),
      measure('area_m2', 'm2', { required: true, min: 0 }),
      code('cause', ['enterprise', 'government', 'force_majeure', 'mixed', 'judicial_seizure', 'other']),
      code('path', [
        'supply',
        'lapse',
        'withdrawal',
        'formalities',
        'start',
        'extension',
        'change_of_use',
        'temporary_use',
        'paid_recovery',
        'exchange',
        'fee',
        'recovery',
        'bond_buyback',
        'other',
      ]),
      date('started_on'),
      date('due_on'),
      date('disposed_on'),
      date('filed_on'),
      text('document_no', { max: 80, search: true }),
      text('responsible', { max: 60 }),
      text('remarks', { max: 1000 }),
    ],
  },
  {
    id: 'indicators',
    table: 'indicator',
    geometry: 'none',
    title: 'code',
    fields: [
      text('code', { required: true, max: 40, unique: true }),
      text('name_zh', { required: true, max: 80 }),
      text('name_en', { max: 80 }),
      text('unit', { required: true, max: 20 }),
      code('direction', ['at_least', 'at_most', 'stated'], { required: true }),
      bool('mandatory'),
      text('source', { max: 200 }),
      date('effective_from'),
    ],
  },
  {
    id: 'indicator-values',
    table: 'indicator_value',
    geometry: 'none',
    title: 'stage',
    fields: [
      ref('parcel_id', 'parcels', { required: true }),
      ref('indicator_id', 'indicators', { required: true }),
      code('stage', ['agreed', 'as_built', 'as_operated'], { required: true }),
      measure('value', 'number', { required: true }),
      date('observed_on'),
      text('document_no', { max: 80 }),
    ],
  },
  {
    id: 'factory-floors',
    table: 'factory_floor',
    geometry: 'none',
    title: 'number',
    fields: [
      ref('factory_building_id', 'factory-buildings', { required: true }),
      int('number', { required: true, min: -9, max: 99 }),
      measure('storey_height_m', 'm', { min: 0 }),
      measure('load_kn_m2', 'kN_m2', { min: 0 }),
      measure('floor_area_m2', 'm2', { required: true, min: 0 }),
      text('column_grid', { max: 40 }),
      measure('crane_t', 't', { min: 0 }),
      int('goods_lifts', { min: 0, max: 99 }),
    ],
  },
  {
    id: 'factory-units',
    table: 'factory_unit',
    geometry: 'none',
    title: 'code',
    fields: [
      ref('factory_floor_id', 'factory-floors', { required: true }),
      text('code', { required: true, max: 40, search: true }),
      measure('floor_area_m2', 'm2', { required: true, min: 0 }),
      measure('rentable_area_m2', 'm2', { min: 0 }),
      text('use', { max: 60 }),
      code('status', ['vacant', 'reserved', 'leased', 'sold', 'self_use', 'not_ready'], { required: true }),
      measure('power_kva', 'kVA', { min: 0 }),
      text('tenant', { max: 120, search: true }),
    ],
  },
]

export const spatialCollections = [
  parcels,
  approvalBatches,
  assessments,
  roads,
  pipelines,
  facilities,
  factoryBuildings,
] as const

export const factCollections = facts

export const collections: readonly CollectionSpec[] = [...spatialCollections, ...factCollections]

/** Views of facts that are published like collections but never written (design.md §3.7). */
export const viewCollectionIds = ['unsupplied-land', 'idle-land', 'standard-land'] as const
export type ViewCollectionId = (typeof viewCollectionIds)[number]

export type SpatialCollectionId =
  | 'parcels'
  | 'approval-batches'
  | 'assessments'
  | 'roads'
  | 'pipelines'
  | 'facilities'
  | 'factory-buildings'

export type FactCollectionId =
  | 'supplies'
  | 'supply-starts'
  | 'progress'
  | 'pauses'
  | 'encumbrances'
  | 'payments'
  | 'batch-entries'
  | 'batch-conditions'
  | 'remediations'
  | 'indicators'
  | 'indicator-values'
  | 'factory-floors'
  | 'factory-units'

export type CollectionId = SpatialCollectionId | FactCollectionId

const byId = new Map<string, CollectionSpec>(collections.map((spec) => [spec.id, spec]))

/** The collection with this id, or undefined when there is none. */
export function findCollection(id: string): CollectionSpec | undefined {
  return byId.get(id)
}
