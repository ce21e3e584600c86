import { lazy, Suspense, type ReactNode } from 'react';
import { Navigate, Route, Routes } from 'react-router';
import { LandingPage } from '../features/landing/landing-page.tsx';
import { NotOpenPage } from '../session/not-open-page.tsx';
import { PAGE_ACTIONS, type PageAction } from '../session/permissions.ts';
import { useMay, useMayOpen } from '../session/viewer.ts';
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

const AccountPage = lazy(() => import('../features/account/account-page.tsx').then((module) => ({ default: module.AccountPage })));
const UsersPage = lazy(() => import('../features/users/users-page.tsx').then((module) => ({ default: module.UsersPage })));
const AuditPage = lazy(() => import('../features/audit/audit-page.tsx').then((module) => ({ default: module.AuditPage })));

const LAZY_NAMES = ['SLATE', 'IGNITION', 'SPARK', 'IGNIS', 'WAYPOINT'] as const;

export function Pages() {
  return (
    <Routes>
      <Route path="/" element={<LandingPage />} />
      <Route path="/account" element={<Lazy page={<AccountPage />} />} />
      <Route path="/users" element={<Lazy page={<UsersPage />} needs="user.read" name="The user list" />} />
      <Route path="/audit" element={<Lazy page={<AuditPage />} needs="audit.read" name="The audit log" />} />
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
                    <IfOpen system={name}>
                      <Page />
                    </IfOpen>
                  </Suspense>
                </PageFault>
              </div>
            }
          />
        );
      })}
      {/* Somebody who is signed in has gone back to it. */}
      <Route path="/signed-out" element={<Navigate to="/" replace />} />
      <Route path="*" element={<NotFoundPage />} />
    </Routes>
  );
}

function IfOpen({ system, children }: { system: SystemName; children: ReactNode }) {
  return useMayOpen(system) ? children : <NotOpenPage page={SYSTEM_CATALOG[system].title} needs={PAGE_ACTIONS[system]} system={system} />;
}

/** A page of no system: the account and the administration. */
function Lazy({ page, needs = 'account.manage', name = 'The account' }: { page: ReactNode; needs?: PageAction; name?: string }) {
  const may = useMay(needs);
  return (
    <div data-palette="landing">
      <PageFault system="LANDING">
        <Suspense fallback={<Skeleton height="60vh" radius="var(--radius-lg)" />}>
          {may ? page : <NotOpenPage page={name} needs={needs} />}
        </Suspense>
      </PageFault>
    </div>
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
