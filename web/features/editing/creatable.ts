import { spatialCollections } from '#geodata/model/collections.ts'

/** What an officer draws: every collection with a boundary. */
export const creatable: readonly string[] = spatialCollections.map(({ id }) => id)
