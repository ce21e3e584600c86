import type { SystemName } from '../graphql/generated/graphql.ts';

export type { SystemName };

/** In the order of the acronym. */
export const SYSTEM_NAMES = ['WAYPOINT', 'IGNITION', 'SLATE', 'SPARK', 'IGNIS', 'LANDING'] as const satisfies readonly SystemName[];
