import type { BuildPartsFragment } from '../../graphql/generated/graphql.ts';

export type BuildPhase = BuildPartsFragment['phases'][number];

/** What a project goes through, in its order. */
export const PROJECT_PHASES = ['checkout', 'install', 'lint', 'types', 'test', 'build', 'package'] as const;

const WORDS: Readonly<Record<string, string>> = {
  checkout: 'Check out',
  install: 'Install',
  lint: 'Lint',
  types: 'Check types',
  test: 'Test',
  build: 'Build',
  package: 'Package',
};

/** How a phase is called where people read it. */
export const phaseName = (name: string): string => WORDS[name] ?? name;

export const isUnderWay = (build: Pick<BuildPartsFragment, 'status'> | null | undefined): boolean =>
  build?.status === 'QUEUED' || build?.status === 'RUNNING';
