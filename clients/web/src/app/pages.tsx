import { lazy, Suspense } from 'react';
import { Route, Routes } from 'react-router';
import { LandingPage } from '../features/landing/landing-page.tsx';
import { SYSTEM_CATALOG } from '../systems/system-catalog.ts';
import type { SystemName } from '../systems/system-names.ts';
import { PageHeader } from '../ui/page-header.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { NotFoundPage } from './not-found-page.tsx';
import { PageFault } from './page-fault.tsx';

/** The code of each page is fetched when it is first opened, or when a link to it is about to be followed. */
const LOADERS = {
  SLATE: () => import('../features/slate/slate-page.tsx').then((module) => ({ default: module.SlatePage })),
  IGNITION: () => import('../features/ignition/ignition-page.tsx').then((module) => ({ default: module.IgnitionPage })),
  SPARK: () => import('../features/spark/spark-page.tsx').then((module) => ({ default: module.SparkPage })),
  IGNIS: () => import('../features/ignis/ignis-page.tsx').then((module) => ({ default: module.IgnisPage })),
  WAYPOINT: () => import('../features/waypoint/waypoint-page.tsx').then((module) => ({ default: module.WaypointPage })),
};

const LAZY_PAGES = {
  SLATE: lazy(LOADERS.SLATE),
  IGNITION: lazy(LOADERS.IGNITION),
  SPARK: lazy(LOADERS.SPARK),
  IGNIS: lazy(LOADERS.IGNIS),
  WAYPOINT: lazy(LOADERS.WAYPOINT),
};

const LAZY_NAMES = ['SLATE', 'IGNITION', 'SPARK', 'IGNIS', 'WAYPOINT'] as const;

/** Fetches a page's code ahead of its first use. A failure is no news: opening the page tries again and says so. */
export function preloadPage(name: SystemName): void {
  if (name !== 'LANDING') LOADERS[name]().catch(() => undefined);
}

export function Pages() {
  return (
    <Routes>
      <Route path="/" element={<LandingPage />} />
      {LAZY_NAMES.map((name) => {
        const Page = LAZY_PAGES[name];
        const { route, palette } = SYSTEM_CATALOG[name];
        return (
          <Route
            key={name}
            path={route}
            element={
              <div data-palette={palette}>
                <PageFault key={name} system={name}>
                  <Suspense fallback={<PagePlaceholder system={name} />}>
                    <Page />
                  </Suspense>
                </PageFault>
              </div>
            }
          />
        );
      })}
      <Route path="*" element={<NotFoundPage />} />
    </Routes>
  );
}

function PagePlaceholder({ system }: { system: SystemName }) {
  return (
    <div aria-busy="true">
      <PageHeader system={system} />
      <Skeleton height="60vh" radius="var(--radius-lg)" />
    </div>
  );
}
