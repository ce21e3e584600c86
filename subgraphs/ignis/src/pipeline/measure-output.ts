import { type BuildMetrics, type Optimisation, OUTPUT_KINDS, type OutputFile, type OutputKind } from './build-metrics.ts';
import type { EndedPhase } from './build-phase.ts';
import type { OptimiseReport, ViteReport } from './reports.ts';

/** How many files a build's row lists; the totals count all. */
const MOST_LISTED = 500;

export interface MeasuredSources {
  files: number;
  bytes: number;
}

export interface Measured {
  sources: MeasuredSources;
  phases: readonly EndedPhase[];
  optimised: OptimiseReport;
  /** Of a project that Vite builds. */
  vite: ViteReport | undefined;
}

export function metricsOfOutput({ sources, phases, optimised, vite }: Measured): BuildMetrics {
  const { files } = optimised;
  return {
    inputBytes: sources.bytes,
    moduleCount: sources.files,
    outputBytes: sum(files, ({ bytes }) => bytes),
    gzipBytes: sum(files, ({ gzipBytes }) => gzipBytes),
    phases: [...phases],
    outputs: files.toSorted((a, b) => b.bytes - a.bytes).slice(0, MOST_LISTED),
    totals: OUTPUT_KINDS.map((kind) => totalOf(kind, files)).filter((total) => total.files > 0),
    optimisations: [...codeOptimisations(files, vite), ...fileOptimisations(optimised)],
  };
}

function totalOf(kind: OutputKind, files: readonly OutputFile[]) {
  const ofKind = files.filter((file) => file.kind === kind);
  return { kind, files: ofKind.length, bytes: sum(ofKind, ({ bytes }) => bytes), gzipBytes: sum(ofKind, ({ gzipBytes }) => gzipBytes) };
}

function codeOptimisations(files: readonly OutputFile[], vite: ViteReport | undefined): Optimisation[] {
  if (!vite) return [];
  const shipped = sum(
    files.filter(({ kind }) => kind === 'JS'),
    ({ bytes }) => bytes,
  );
  const [shaken, minified]: Optimisation[] = [
    {
      kind: 'TREE_SHAKING',
      beforeBytes: vite.wholeBytes,
      afterBytes: vite.keptBytes,
      detail: 'All code of the modules that the entries reach, and what the bundler kept of it; neither minified.',
    },
    {
      kind: 'MINIFY',
      beforeBytes: vite.unminifiedBytes,
      afterBytes: shipped,
      detail: 'The same chunks built without minifying, and as they are delivered.',
    },
  ];
  return [shaken as Optimisation, minified as Optimisation].filter(
    ({ beforeBytes, afterBytes }) => beforeBytes > 0 && afterBytes <= beforeBytes,
  );
}

function fileOptimisations({ css, images }: OptimiseReport): Optimisation[] {
  const made: Optimisation[] = [];
  const count = (kind: Optimisation['kind'], reports: readonly { beforeBytes: number; afterBytes: number }[], what: string) => {
    if (reports.length === 0) return;
    const changed = reports.filter(({ beforeBytes, afterBytes }) => afterBytes < beforeBytes).length;
    made.push({
      kind,
      beforeBytes: sum(reports, ({ beforeBytes }) => beforeBytes),
      afterBytes: sum(reports, ({ afterBytes }) => afterBytes),
      detail: `${changed} of ${reports.length} ${what} became smaller.`,
    });
  };
  count('CSS', css, 'stylesheets of the bundler');
  count('IMAGES', images, 'pictures, encoded again in their own format,');
  return made;
}

function sum<Item>(items: readonly Item[], of: (item: Item) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
