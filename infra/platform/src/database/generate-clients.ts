/**
 * Generates what each subgraph's schema.prisma describes: the Prisma client and the Pothos types, in subgraphs/<name>/generated.
 * A subgraph whose schema has not changed since is skipped. `node infra/platform/src/database/generate-clients.ts [name…]`
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { freemem } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SUBGRAPH_NAMES } from '../subgraph/subgraph-server.ts';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const PRISMA_CLI = join(ROOT, 'node_modules', 'prisma', 'build', 'index.js');
/** What one run of Prisma's command line takes at its peak. */
const RUN_BYTES = 400 * 1024 * 1024;
const MOST_RUNS = 2;

export interface GenerateOptions {
  /** The folder that holds `subgraphs`; the repository by default. */
  root?: string;
  names?: readonly string[];
}

/**
 * Returns the names of the subgraphs that were generated.
 * @throws with Prisma's own output when a schema is not valid
 */
export async function generateClients({ root = ROOT, names = SUBGRAPH_NAMES }: GenerateOptions = {}): Promise<string[]> {
  const stale: string[] = [];
  for (const name of names) if (!(await isCurrent(join(root, 'subgraphs', name)))) stale.push(name);
  const queue = [...stale];
  const runs = Math.max(1, Math.min(MOST_RUNS, Math.floor(freemem() / RUN_BYTES)));
  const work = async () => {
    for (let name = queue.shift(); name !== undefined; name = queue.shift()) await generate(join(root, 'subgraphs', name), root);
  };
  await Promise.all(Array.from({ length: runs }, work));
  return stale;
}

async function generate(folder: string, root: string): Promise<void> {
  const generated = join(folder, 'generated');
  const stamp = await stampOf(folder);
  await rm(generated, { recursive: true, force: true });
  await mkdir(generated, { recursive: true });
  await runPrisma(folder, root);
  await writeFile(join(generated, 'stamp'), stamp);
}

/** Changes with the schema and with the version of its generators. */
async function stampOf(folder: string): Promise<string> {
  const schema = join(folder, 'prisma', 'schema.prisma');
  const content = await readFile(schema).catch((cause: unknown) => {
    throw new Error(`There is no schema to generate from: ${schema} cannot be read.`, { cause });
  });
  const hash = createHash('sha256').update(content);
  for (const generator of ['prisma', '@pothos/plugin-prisma']) {
    hash.update(await readFile(join(ROOT, 'node_modules', generator, 'package.json')));
  }
  return hash.digest('hex');
}

async function isCurrent(folder: string): Promise<boolean> {
  const found = await readFile(join(folder, 'generated', 'stamp'), 'utf8').catch(() => undefined);
  return found === (await stampOf(folder));
}

async function runPrisma(folder: string, root: string): Promise<void> {
  const child = spawn(process.execPath, [PRISMA_CLI, 'generate', '--schema', join(folder, 'prisma', 'schema.prisma'), '--no-hints'], {
    cwd: folder,
    env: {
      ...process.env,
      // Prisma starts the Pothos generator by its name.
      PATH: [join(ROOT, 'node_modules', '.bin'), join(process.execPath, '..'), process.env.PATH].join(delimiter),
      // Half of a run is the compilation of the command line itself.
      NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'prisma-cli'),
      PRISMA_SCHEMA_ENGINE_BINARY: fileURLToPath(new URL('./schema-engine/launcher', import.meta.url)),
      CHECKPOINT_DISABLE: '1',
      PRISMA_HIDE_UPDATE_MESSAGE: '1',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
  const { promise, resolve, reject } = Promise.withResolvers<number | null>();
  child.once('error', reject).once('close', resolve);
  if ((await promise) !== 0) throw new Error(`prisma generate failed in ${folder}:\n${output}`);
}

if (import.meta.main) {
  const names = process.argv.slice(2);
  const generated = await generateClients(names.length > 0 ? { names } : {});
  process.stdout.write(generated.length > 0 ? `generated: ${generated.join(', ')}\n` : 'all clients are current\n');
}
