import { lazy, Suspense } from 'react';
import { Route, Routes } from 'react-router';
import { LandingPage } from '../features/landing/landing-page.tsx';
import { SYSTEM_CATALOG } from '../systems/system-catalog.ts';
import type { SystemName } from '../systems/system-names.ts';
import { PageHeader } from '../ui/page-header.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { NotFoundPage } from './not-found-page.tsx';
import { PAGE_CODE } from './page-code.ts';
import { PageFault } from './page-fault.tsx';

const LAZY_PAGES = {
  SLATE: lazy(PAGE_CODE.SLATE),
  IGNITION: lazy(PAGE_CODE.IGNITION),
  SPARK: lazy(PAGE_CODE.SPARK),
  IGNIS: lazy(PAGE_CODE.IGNIS),
  WAYPOINT: lazy(PAGE_CODE.WAYPOINT),
};

const LAZY_NAMES = ['SLATE', 'IGNITION', 'SPARK', 'IGNIS', 'WAYPOINT'] as const;

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
