const floorAreas = new Set(['gross_floor_area_m2', 'floor_area_m2', 'rentable_area_m2'])

/** Land is counted in 亩, floors of buildings in m². */
export const isFloorArea = (field: string): boolean => floorAreas.has(field)
