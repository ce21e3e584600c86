import type { ProjectKind } from '../../generated/prisma/client.ts';
import { nameWithoutHash } from '../build/build-comparison.ts';
import type { OptimiseReport, ViteReport } from './reports.ts';
import { SEVERITIES, type Suggestion } from './suggestion.ts';

const BIG_CHUNK_BYTES = 250_000;
const BIG_PACKAGE_BYTES = 50_000;
const BIG_SHARE = 0.25;
const WORTH_BYTES = 20_000;
const UNUSED_CSS_BYTES = 2_000;
const MOST = 20;

/** A package that is installed in several versions at run time. */
export interface DuplicatePackage {
  name: string;
  versions: readonly string[];
}

export interface SuggestionFacts {
  kind: ProjectKind;
  optimised: OptimiseReport;
  vite: ViteReport | undefined;
  duplicates: readonly DuplicatePackage[];
}

/** What would make the output smaller, what saves most first. Each figure is measured; where nothing was measured there is none. */
export function suggest(facts: SuggestionFacts): Suggestion[] {
  const all = [
    ...largePackages(facts),
    ...bigChunks(facts),
    ...images(facts.optimised),
    ...unusedCss(facts.optimised),
    ...duplicates(facts),
  ];
  const rank = ({ severity }: Suggestion) => SEVERITIES.indexOf(severity);
  return all.toSorted((a, b) => rank(a) - rank(b) || (b.savingBytes ?? 0) - (a.savingBytes ?? 0)).slice(0, MOST);
}

/** The package's share of the chunk before minifying, applied to what is delivered of the chunk. */
function* largePackages({ vite, optimised }: SuggestionFacts): Generator<Suggestion> {
  for (const chunk of vite?.chunks ?? []) {
    const delivered = deliveredAs(chunk.fileName, optimised);
    const total = Object.values(chunk.packages).reduce((sum, bytes) => sum + bytes, 0);
    if (!delivered || total === 0) continue;
    for (const [name, bytes] of Object.entries(chunk.packages)) {
      const share = bytes / total;
      const saving = Math.round(share * delivered.bytes);
      // What the page itself is made of cannot be loaded later.
      if (name === '' || FRAMEWORKS.has(name) || saving < BIG_PACKAGE_BYTES || share < BIG_SHARE) continue;
      yield {
        severity: saving > BIG_CHUNK_BYTES ? 'HIGH' : 'MEDIUM',
        title: `${name} is ${Math.round(share * 100)} % of ${short(delivered.path)}`,
        detail: `Load it when it is needed, by import('${name}'), or take a smaller package in its place.`,
        file: delivered.path,
        savingBytes: saving,
      };
    }
  }
}

const FRAMEWORKS = new Set(['react', 'react-dom', 'vue', 'svelte', 'preact', 'next', 'scheduler']);

function* bigChunks({ kind: project, optimised }: SuggestionFacts): Generator<Suggestion> {
  // Nobody waits for the code of a service.
  if (project === 'SERVICE') return;
  for (const { path, kind, bytes, gzipBytes } of optimised.files) {
    if (kind !== 'JS' || bytes <= BIG_CHUNK_BYTES) continue;
    yield {
      severity: bytes > 2 * BIG_CHUNK_BYTES ? 'HIGH' : 'MEDIUM',
      title: `${short(path)} has ${Math.round(bytes / 1000)} kB (${Math.round(gzipBytes / 1000)} kB gzipped)`,
      detail: 'Split it: load the parts that the first view does not need by import() or a route of their own.',
      file: path,
      savingBytes: null,
    };
  }
}

/** What the build cannot do by itself: another format has another name, and only who wrote the page knows how large a picture is shown. */
function* images({ images: reports }: OptimiseReport): Generator<Suggestion> {
  for (const { path, afterBytes, webpBytes, large } of reports) {
    const asWebp = webpBytes === null ? 0 : afterBytes - webpBytes;
    if (asWebp >= WORTH_BYTES)
      yield {
        severity: asWebp > BIG_CHUNK_BYTES ? 'HIGH' : 'MEDIUM',
        title: `${short(path)} would be ${Math.round((asWebp / afterBytes) * 100)} % smaller as WebP`,
        detail: 'Save it as WebP; every browser of the last five years shows it. Its size was measured at quality 80.',
        file: path,
        savingBytes: asWebp,
      };
    const fitted = large === null ? 0 : afterBytes - large.fittedBytes;
    if (large && fitted >= WORTH_BYTES)
      yield {
        severity: fitted > BIG_CHUNK_BYTES ? 'HIGH' : 'MEDIUM',
        title: `${short(path)} has ${large.width} × ${large.height} pixels, more than screens show`,
        detail: 'Save it as large as it is shown. What that saves was measured in its own format at 2560 pixels.',
        file: path,
        savingBytes: fitted,
      };
  }
}

function* unusedCss({ css }: OptimiseReport): Generator<Suggestion> {
  for (const { path, unusedBytes } of css) {
    if (unusedBytes < UNUSED_CSS_BYTES) continue;
    yield {
      severity: unusedBytes > WORTH_BYTES ? 'MEDIUM' : 'LOW',
      title: `${short(path)} has rules that nothing in the output uses`,
      detail: 'Remove them, or import the stylesheet only where it is used. They were left in because scripts name the stylesheet.',
      file: path,
      savingBytes: unusedBytes,
    };
  }
}

function* duplicates({ duplicates: packages }: SuggestionFacts): Generator<Suggestion> {
  for (const { name, versions } of packages) {
    yield {
      severity: 'LOW',
      title: `${name} is installed in ${versions.length} versions`,
      detail: `${versions.join(', ')}: bring those who ask for it to one version (npm ls ${name} names them).`,
      file: 'package-lock.json',
      savingBytes: null,
    };
  }
}

/** A second build may have given the chunk another hash, so it is found by the rest of its name. */
function deliveredAs(fileName: string, { files }: OptimiseReport) {
  const wanted = nameWithoutHash(fileName);
  return files.find(({ path }) => path.endsWith(`/${fileName}`)) ?? files.find(({ path }) => nameWithoutHash(path).endsWith(`/${wanted}`));
}

function short(path: string): string {
  return path.split('/').at(-1) ?? path;
}
