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
}

const [, , report = ''] = process.argv;
const here = createRequire(pathToFileURL(`${process.cwd()}/`));
const vite = (await import(pathToFileURL(here.resolve('vite')).href)) as Vite;
let originalBytes = 0;
const originals = {
  name: 'wissil-originals',
  generateBundle(this: { getModuleIds(): Iterable<string>; getModuleInfo(id: string): { code: string | null } | null }) {
    for (const id of this.getModuleIds()) originalBytes += Buffer.byteLength(this.getModuleInfo(id)?.code ?? '');
  },
};
const built = await vite.build({
  logLevel: 'silent',
  plugins: [originals],
  build: { write: false, minify: false, cssMinify: false, sourcemap: false, reportCompressedSize: false },
});
const output = (Array.isArray(built) ? built : [built]).flatMap((each) => each.output).filter(({ type }) => type === 'chunk');
const chunks = output.map((chunk) => ({
  fileName: chunk.fileName,
  isEntry: chunk.isEntry,
  bytes: Buffer.byteLength(chunk.code),
  packages: packagesOf(chunk),
}));
const keptBytes = output.flatMap((chunk) => Object.values(chunk.modules)).reduce((sum, { renderedLength }) => sum + renderedLength, 0);
await writeFile(report, JSON.stringify({ originalBytes, keptBytes, chunks }));

/** Bytes of each package in the chunk, before minifying; the project's own code is ''. */
function packagesOf({ modules }: Chunk): Record<string, number> {
  const bytes: Record<string, number> = {};
  for (const [id, { renderedLength }] of Object.entries(modules)) {
    const name = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(id)?.[1] ?? '';
    bytes[name] = (bytes[name] ?? 0) + renderedLength;
  }
  return bytes;
}
