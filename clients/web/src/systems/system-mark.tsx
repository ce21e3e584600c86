import type { ReactNode } from 'react';
import type { SystemName } from './system-names.ts';

/** 32 × 32, drawn in the current colour; `tone` fills at a fifth of it. */
const MARKS: Readonly<Record<SystemName, ReactNode>> = {
  // A path that arrives.
  WAYPOINT: (
    <>
      <circle cx="22.5" cy="9.5" r="5.5" className="tone" />
      <circle cx="22.5" cy="9.5" r="5.5" />
      <circle cx="22.5" cy="9.5" r="1.5" className="solid" />
      <path d="M6.5 26c7.5 0 3-9 9.5-9 4 0 5.2-.6 6-2" />
      <circle cx="6" cy="26" r="2" className="solid" />
    </>
  ),
  // Two halves about to touch.
  IGNITION: (
    <>
      <path d="M14 9a8.5 8.5 0 0 0 0 17Z" className="tone" />
      <path d="M14 9a8.5 8.5 0 0 0 0 17Z" />
      <path d="M18 6a8.5 8.5 0 0 1 0 17Z" />
    </>
  ),
  // The four elementary forms.
  SLATE: (
    <>
      <rect x="5" y="5" width="9.5" height="9.5" rx="1.5" className="tone" />
      <rect x="5" y="5" width="9.5" height="9.5" rx="1.5" />
      <path d="M17.5 14.5V5A9.5 9.5 0 0 1 27 14.5Z" />
      <path d="M14.5 17.5V27A9.5 9.5 0 0 1 5 17.5Z" />
      <circle cx="22.25" cy="22.25" r="4.75" className="tone" />
      <circle cx="22.25" cy="22.25" r="4.75" />
    </>
  ),
  // Three experts meet in one point.
  SPARK: (
    <>
      <path d="M16 17c-4.6-4-4.6-9.5 0-13.5 4.6 4 4.6 9.5 0 13.500Z" className="tone" />
      <path d="M16 17c-4.6-4-4.6-9.5 0-13.5 4.6 4 4.6 9.5 0 13.500Z" />
      <path d="M16 17c-4.6-4-4.6-9.5 0-13.5 4.6 4 4.6 9.5 0 13.500Z" transform="rotate(120 16 17)" />
      <path d="M16 17c-4.6-4-4.6-9.5 0-13.5 4.6 4 4.6 9.5 0 13.500Z" transform="rotate(240 16 17)" />
    </>
  ),
  // A flame around its core.
  IGNIS: (
    <>
      <path d="M16.5 3.500c1 5.5 8.5 8.2 8.5 16a9 9 0 0 1-18 0c0-3.6 1.6-6 3.4-8 .5 1.9 1.3 3 2.6 3.700C13 11 13.5 7 16.5 3.500Z" />
      <path d="M16 18.500c2.3 2.2 3.5 3.6 3.5 5.500a3.5 3.5 0 0 1-7 0c0-1.9 1.2-3.3 3.5-5.500Z" className="tone" />
      <path d="M16 18.500c2.3 2.2 3.5 3.6 3.5 5.500a3.5 3.5 0 0 1-7 0c0-1.9 1.2-3.3 3.5-5.500Z" />
    </>
  ),
  // First light over the horizon.
  LANDING: (
    <>
      <path d="M7.5 18.500a8.5 8.5 0 0 1 17 0Z" className="tone" />
      <path d="M7.5 18.500a8.5 8.5 0 0 1 17 0M3.5 18.500h25M8.5 23h15M13 27.500h6" />
    </>
  ),
};

export function SystemMark({ name, size = 24 }: { name: SystemName; size?: number }) {
  return (
    <svg className="mark" width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      {MARKS[name]}
    </svg>
  );
}

/** Luminera's own: light that becomes a spectrum. */
export function LumineraMark({ size = 24 }: { size?: number }) {
  return (
    <svg className="mark" width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <path d="M16 5.5 27 25H5Z" className="tone" />
      <path d="M16 5.5 27 25H5Z" />
      <path d="M1 19.500l9.5-3.3" />
      <path d="m20.4 13.2 10.6-4.2" style={{ stroke: 'var(--color-ignition-500)' }} />
      <path d="m21.8 15.7 9.2-1.7" style={{ stroke: 'var(--color-spark-500)' }} />
      <path d="m23.3 18.3 7.7.7" style={{ stroke: 'var(--color-landing-500)' }} />
      <path d="m24.7 20.8 6.3 3" style={{ stroke: 'var(--color-waypoint-500)' }} />
    </svg>
  );
}
