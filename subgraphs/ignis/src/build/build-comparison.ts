import type { BuildMetrics } from '../pipeline/build-metrics.ts';
import type { EndedPhase } from '../pipeline/build-phase.ts';

export interface PhaseDelta {
  name: string;
  beforeMs: number | null;
  afterMs: number | null;
}

export interface OutputDelta {
  path: string;
  beforeBytes: number | null;
  afterBytes: number | null;
  deltaBytes: number;
}

export interface BuildComparison {
  durationDeltaMs: number | null;
  outputBytesDelta: number | null;
  gzipBytesDelta: number | null;
  phases: PhaseDelta[];
  outputs: OutputDelta[];
}

export interface ComparedBuild {
  durationMs: number | null;
  metrics: BuildMetrics | null;
  phases: readonly Pick<EndedPhase, 'name' | 'durationMs'>[];
}

export function compareBuilds(before: ComparedBuild, after: ComparedBuild): BuildComparison {
  return {
    durationDeltaMs: difference(before.durationMs, after.durationMs),
    outputBytesDelta: difference(before.metrics?.outputBytes, after.metrics?.outputBytes),
    gzipBytesDelta: difference(before.metrics?.gzipBytes, after.metrics?.gzipBytes),
    phases: comparePhases(before.phases, after.phases),
    outputs: compareOutputs(before.metrics, after.metrics),
  };
}

function comparePhases(before: ComparedBuild['phases'], after: ComparedBuild['phases']): PhaseDelta[] {
  const durations = (phases: ComparedBuild['phases']) => new Map(phases.map(({ name, durationMs }) => [name, durationMs]));
  const [earlier, later] = [durations(before), durations(after)];
  return [...new Set([...later.keys(), ...earlier.keys()])].map((name) => ({
    name,
    beforeMs: earlier.get(name) ?? null,
    afterMs: later.get(name) ?? null,
  }));
}

function compareOutputs(before: BuildMetrics | null, after: BuildMetrics | null): OutputDelta[] {
  const [earlier, later] = [bytesByName(before), bytesByName(after)];
  const deltas = [...new Set([...earlier.keys(), ...later.keys()])].map((path) => {
    const [beforeBytes, afterBytes] = [earlier.get(path) ?? null, later.get(path) ?? null];
    return { path, beforeBytes, afterBytes, deltaBytes: (afterBytes ?? 0) - (beforeBytes ?? 0) };
  });
  return deltas.filter(({ deltaBytes }) => deltaBytes !== 0).toSorted((a, b) => Math.abs(b.deltaBytes) - Math.abs(a.deltaBytes));
}

/** Chunks of one name count together: a hash is all that tells them apart, and it does not last. */
function bytesByName(metrics: BuildMetrics | null): Map<string, number> {
  const bytes = new Map<string, number>();
  for (const output of metrics?.outputs ?? []) {
    const name = nameWithoutHash(output.path);
    bytes.set(name, (bytes.get(name) ?? 0) + output.bytes);
  }
  return bytes;
}

/** `assets/index-C7aqmnkA.js` and `assets/index.3f2a9c1b.js` are `assets/index-*.js`. Words are no hashes: one has a digit, or capitals inside. */
export function nameWithoutHash(path: string): string {
  return path.replace(/([-._~])([\w~-]{8,32})(?=(\.\w+)+$)/, (whole, mark: string, hash: string) =>
    /\d|[a-z][A-Z]/.test(hash) ? `${mark}*` : whole,
  );
}

function difference(before: number | null | undefined, after: number | null | undefined): number | null {
  return before == null || after == null ? null : after - before;
}
