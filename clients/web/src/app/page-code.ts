import type { SystemName } from '../systems/system-names.ts';

/** The code of each page is fetched when it is first opened, or when a link to it is about to be followed. */
export const PAGE_CODE = {
  SLATE: () => import('../features/slate/slate-page.tsx').then((module) => ({ default: module.SlatePage })),
  IGNITION: () => import('../features/ignition/ignition-page.tsx').then((module) => ({ default: module.IgnitionPage })),
  SPARK: () => import('../features/spark/spark-page.tsx').then((module) => ({ default: module.SparkPage })),
  IGNIS: () => import('../features/ignis/ignis-page.tsx').then((module) => ({ default: module.IgnisPage })),
  WAYPOINT: () => import('../features/waypoint/waypoint-page.tsx').then((module) => ({ default: module.WaypointPage })),
};

/** Fetches a page's code ahead of its first use. A failure is no news: opening the page tries again and says so. */
export function preloadPage(name: SystemName): void {
  if (name !== 'LANDING') PAGE_CODE[name]().catch(() => undefined);
}
