/**
 * Runs in the sandbox, in the folder of a project that Vite builds: builds it once more, unminified and without writing it, to measure what
 * leaving out unused code and minifying have done, and what each package adds to each chunk.
 *   node analyse-vite.ts <file for the report>
 */
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

interface Chunk {
  type: 'chunk' | 'asset';
  fileName: string;
  code: string;
  isEntry: boolean;
  modules: Record<string, { renderedLength: number }>;
}

interface Vite {
  build(options: object): Promise<{ output: Chunk[] } | { output: Chunk[] }[]>;
  /** Since Vite 8, whose bundler writes code anew. */
  transformWithOxc?(code: string, file: string): Promise<{ code: string }>;
}

const [, , report = ''] = process.argv;
const here = createRequire(pathToFileURL(`${process.cwd()}/`));
const vite = (await import(pathToFileURL(here.resolve('vite')).href)) as Vite;

interface Modules {
  getModuleIds(): Iterable<string>;
  getModuleInfo(id: string): { code: string | null } | null;
}

let wholeBytes = 0;
const measureModules = {
  name: 'wissil-measure-modules',
  async generateBundle(this: Modules) {
    for (const id of this.getModuleIds()) wholeBytes += Buffer.byteLength(await asBundled(this.getModuleInfo(id)?.code ?? ''));
  },
};
const built = await vite.build({
  logLevel: 'silent',
  plugins: [measureModules],
  build: { write: false, minify: false, cssMinify: false, sourcemap: false, reportCompressedSize: false },
});
const output = (Array.isArray(built) ? built : [built]).flatMap((each) => each.output).filter(({ type }) => type === 'chunk');

/** Written as the bundler writes it, so that what it lays out differently does not count. */
async function asBundled(code: string): Promise<string> {
  if (!vite.transformWithOxc) return code;
  return vite.transformWithOxc(code, 'module.js').then(
    (written) => written.code,
    () => code,
  );
}

const chunks = output.map((chunk) => ({
  fileName: chunk.fileName,
  isEntry: chunk.isEntry,
  bytes: Buffer.byteLength(chunk.code),
  packages: packagesOf(chunk),
}));
const keptBytes = output.flatMap(({ modules }) => Object.values(modules)).reduce((sum, { renderedLength }) => sum + renderedLength, 0);
const unminifiedBytes = output.reduce((sum, { code }) => sum + Buffer.byteLength(code), 0);
await writeFile(report, JSON.stringify({ wholeBytes, keptBytes, unminifiedBytes, chunks }));

/** Bytes of each package in the chunk, before minifying; the project's own code is ''. */
function packagesOf({ modules }: Chunk): Record<string, number> {
  const bytes: Record<string, number> = {};
  for (const [id, { renderedLength }] of Object.entries(modules)) {
    const name = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(id)?.[1] ?? '';
    bytes[name] = (bytes[name] ?? 0) + renderedLength;
  }
  return bytes;
}
