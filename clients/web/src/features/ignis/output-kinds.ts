import type { OutputKind } from '../../graphql/generated/graphql.ts';

export const KIND_WORDS: Readonly<Record<OutputKind, string>> = { JS: 'Scripts', CSS: 'Styles', IMAGE: 'Pictures', OTHER: 'Other' };

const SHADES: Readonly<Record<OutputKind, string>> = {
  JS: 'var(--color-landing-500)',
  CSS: 'var(--color-waypoint-400)',
  IMAGE: 'var(--color-spark-400)',
  OTHER: 'var(--color-slate-400)',
};

export const kindShade = (kind: OutputKind): string => SHADES[kind];
