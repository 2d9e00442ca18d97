/** One draft for each person in each zone. */
export const draftKey = (zone: string, userId: string): string => `mujie.draft.${zone}.${userId}`
