import type { EndedPhase } from './build-phase.ts';

export const OUTPUT_KINDS = ['JS', 'CSS', 'IMAGE', 'OTHER'] as const;
export type OutputKind = (typeof OUTPUT_KINDS)[number];

/** A file of the output as a browser gets it. */
export interface OutputFile {
  /** Relative to the project's folder. */
  path: string;
  kind: OutputKind;
  bytes: number;
  gzipBytes: number;
}

/** What one kind of optimisation did to the output, measured. */
export interface Optimisation {
  kind: 'TREE_SHAKING' | 'MINIFY' | 'CSS' | 'IMAGES';
  beforeBytes: number;
  afterBytes: number;
  detail: string;
}

/** `metrics` of a build's row. */
export interface BuildMetrics {
  inputBytes: number;
  outputBytes: number;
  gzipBytes: number;
  moduleCount: number;
  phases: (Pick<EndedPhase, 'name' | 'durationMs'> & Partial<EndedPhase>)[];
  /** Of a project, the largest first. */
  outputs?: OutputFile[];
  optimisations?: Optimisation[];
  /** Sums over every file, also those that `outputs` has no room for. */
  totals?: { kind: OutputKind; files: number; bytes: number; gzipBytes: number }[];
}
