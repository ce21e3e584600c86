import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { type BuildFailure, context, type Message, type OutputFile } from 'esbuild';
import { BuildLog } from './build-log.ts';
import { sizeOf, type SourceFile } from './source-files.ts';
import { virtualFiles } from './virtual-files.ts';

interface BundleMetrics {
  inputBytes: number;
  outputBytes: number;
  gzipBytes: number;
  moduleCount: number;
  phases: { name: 'analyse' | 'bundle' | 'compress'; durationMs: number }[];
}

export type BundleResult = { ok: true; metrics: BundleMetrics; digest: string; log: string } | { ok: false; error: string; log: string };

/** The most that a build may put out, in bytes; inlined images aside, output is smaller than input. */
const MOST_OUTPUT_BYTES = 8 * 1024 * 1024;

/** How long esbuild may take to notice that a build was cancelled, in milliseconds. */
const CANCEL_MS = 2_000;

/** How long the log lists problems before it says how many more there are. */
const MOST_MESSAGES = 100;

const compress = promisify(gzip);

/**
 * Bundles the files into minified ES modules with esbuild. Never rejects for what is in the files.
 * @throws the signal's reason when it aborts
 */
export async function bundle(input: { entry: string; files: readonly SourceFile[] }, signal: AbortSignal): Promise<BundleResult> {
  const log = new BuildLog();
  const phases: BundleMetrics['phases'] = [];
  const timed = async <Result>(name: BundleMetrics['phases'][number]['name'], work: () => Promise<Result> | Result): Promise<Result> => {
    const begun = performance.now();
    const result = await work();
    phases.push({ name, durationMs: Math.round((performance.now() - begun) * 1000) / 1000 });
    return result;
  };
  const plugin = await timed('analyse', () => {
    log.line(`entry ${input.entry}, ${input.files.length} files, ${sizeOf(input.files)} bytes`);
    return virtualFiles(input.files);
  });
  const result = await timed('bundle', () => runEsbuild(input.entry, plugin, signal));
  for (const message of result.warnings.slice(0, MOST_MESSAGES)) log.line(`warning: ${describe(message)}`);
  if (!('outputFiles' in result)) {
    for (const message of result.errors.slice(0, MOST_MESSAGES)) log.line(`error: ${describe(message)}`);
    const [first, ...others] = result.errors;
    const error = first ? describe(first) : 'esbuild failed without saying why.';
    return { ok: false, error: others.length > 0 ? `${error} (and ${others.length} more)` : error, log: log.text };
  }
  const outputs = result.outputFiles.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  const outputBytes = outputs.reduce((sum, { contents }) => sum + contents.length, 0);
  if (outputBytes > MOST_OUTPUT_BYTES) {
    const error = `The output has ${outputBytes} bytes, more than the ${MOST_OUTPUT_BYTES} that IGNIS keeps.`;
    log.line(`error: ${error}`);
    return { ok: false, error, log: log.text };
  }
  const gzipBytes = await timed('compress', async () => {
    const sizes = await Promise.all(outputs.map(async ({ contents }) => (await compress(contents, { level: 9 })).length));
    return sizes.reduce((sum, size) => sum + size, 0);
  });
  signal.throwIfAborted();
  const modules = Object.values(result.metafile.inputs);
  const inputBytes = modules.reduce((sum, { bytes }) => sum + bytes, 0);
  const metrics = { inputBytes, outputBytes, gzipBytes, moduleCount: modules.length, phases };
  for (const { path, contents } of outputs) log.line(`output ${nameOf(path)}, ${contents.length} bytes`);
  log.line(`${metrics.moduleCount} modules, ${inputBytes} bytes in, ${outputBytes} bytes out, ${gzipBytes} bytes gzipped`);
  log.line(phases.map(({ name, durationMs }) => `${name} ${durationMs} ms`).join(', '));
  return { ok: true, metrics, digest: digestOf(outputs), log: log.text };
}

interface Failed {
  errors: Message[];
  warnings: Message[];
}

async function runEsbuild(entry: string, plugin: ReturnType<typeof virtualFiles>, signal: AbortSignal) {
  const building = await context({
    entryPoints: [entry],
    plugins: [plugin],
    outdir: OUT,
    absWorkingDir: '/',
    bundle: true,
    format: 'esm',
    platform: 'neutral',
    target: 'es2022',
    jsx: 'automatic',
    minify: true,
    treeShaking: true,
    splitting: false,
    legalComments: 'none',
    define: { 'process.env.NODE_ENV': '"production"' },
    // Said here so that esbuild looks for no tsconfig.json of the machine.
    tsconfigRaw: {},
    metafile: true,
    write: false,
    logLevel: 'silent',
    logLimit: MOST_MESSAGES,
  });
  const aborted = Promise.withResolvers<never>();
  const abort = () => {
    const late = setTimeout(() => aborted.reject(signal.reason), CANCEL_MS);
    void building.cancel().finally(() => {
      clearTimeout(late);
      aborted.reject(signal.reason);
    });
  };
  signal.addEventListener('abort', abort, { once: true });
  try {
    signal.throwIfAborted();
    const result = await Promise.race([building.rebuild().catch(failure), aborted.promise]);
    signal.throwIfAborted();
    return result;
  } finally {
    signal.removeEventListener('abort', abort);
    void building.dispose();
  }
}

/** What the files made esbuild say; its own breakdowns pass on. */
function failure(error: unknown): Failed {
  const { errors, warnings } = error as Partial<BuildFailure>;
  if (!errors) throw error;
  return { errors, warnings: warnings ?? [] };
}

const OUT = '/out';

function nameOf(path: string): string {
  return path.slice(OUT.length + 1);
}

/** `src/Button.tsx:3:14: Expected ">" but found end of file`, lines and columns from 1. */
function describe({ location, text }: Message): string {
  const plain = text.replaceAll('"source:', '"');
  return location ? `${location.file.replace(/^source:/, '')}:${location.line}:${location.column + 1}: ${plain}` : plain;
}

/** As `sha256sum * | sha256sum` prints it in the folder of the output files, sorted by name. */
function digestOf(outputs: readonly OutputFile[]): string {
  const lines = outputs.map(({ path, contents }) => `${createHash('sha256').update(contents).digest('hex')}  ${nameOf(path)}\n`);
  return `sha256:${createHash('sha256').update(lines.join('')).digest('hex')}`;
}
