import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { readInside } from '../pipeline/files-inside.ts';
import { ProjectFault } from '../pipeline/project-fault.ts';
import { type DevServerAdapter, type EnvironmentFolders, INSIDE } from './dev-server-adapter.ts';

const MEBIBYTE = 1024 * 1024;

const command = z.string().min(1).or(z.array(z.string()).min(1));

/** What of wissil.json and package.json says how a project is run while it is edited. */
const wissilJson = z.looseObject({
  kind: z.string().optional(),
  dev: z.looseObject({ adapter: z.enum(['next', 'vite', 'node']), entry: z.string() }).optional(),
  run: z.looseObject({ command }).optional(),
});
const packageJson = z.looseObject({
  main: z.string().optional(),
  scripts: z.record(z.string(), z.string()).optional(),
  dependencies: z.record(z.string(), z.string()).optional(),
  devDependencies: z.record(z.string(), z.string()).optional(),
});

/**
 * How the project is run while it is edited: by Next.js or Vite where it has them, otherwise as a service of Node.
 * @throws ProjectFault that says what to write
 */
export async function chooseAdapter(folders: EnvironmentFolders, kind: string): Promise<DevServerAdapter> {
  const wissil = await readJson(folders.tree, 'wissil.json', wissilJson);
  const npm = await readJson(folders.tree, 'package.json', packageJson);
  if (!npm) throw new ProjectFault('There is no package.json in the root of the project, so nothing says how to run it.');
  const has = (name: string) => npm.dependencies?.[name] !== undefined || npm.devDependencies?.[name] !== undefined;
  if (has('next')) return nextServer(folders);
  if (kind !== 'SERVICE' && has('vite')) return viteServer();
  const line =
    (wissil?.dev?.adapter === 'node' ? ['node', wissil.dev.entry] : undefined) ??
    npm.scripts?.['dev'] ??
    wissil?.run?.command ??
    npm.scripts?.['start'] ??
    (npm.main === undefined ? undefined : ['node', npm.main]);
  if (line === undefined)
    throw new ProjectFault(
      'Nothing says how to run the project: add a script named dev to package.json, such as "node --watch src/main.ts".',
    );
  return nodeService(line);
}

function viteServer(): DevServerAdapter {
  return { name: 'Vite', command: ['node', `${INSIDE.programs}/vite-server.mjs`], mounts: [], memoryBytes: 1_024 * MEBIBYTE };
}

/** Next.js writes into the project's folder; what it writes is mounted over it. */
async function nextServer({ tree, state }: EnvironmentFolders): Promise<DevServerAdapter> {
  const [built, types] = [join(state, 'next'), join(state, 'next-env.d.ts')];
  for (const folder of [built, join(tree, '.next')]) await mkdir(folder, { recursive: true });
  for (const file of [types, join(tree, 'next-env.d.ts')]) await (await open(file, 'a')).close();
  return {
    name: 'Next.js',
    command: ['node', `${INSIDE.programs}/next-server.mjs`],
    mounts: [
      { from: built, to: `${INSIDE.project}/.next`, writable: true },
      { from: types, to: `${INSIDE.project}/next-env.d.ts`, writable: true },
    ],
    memoryBytes: 2_048 * MEBIBYTE,
  };
}

function nodeService(line: string | readonly string[]): DevServerAdapter {
  const [program = 'node', ...args] = wordsOf(line);
  return {
    name: 'Node',
    command: ['node', `${INSIDE.programs}/node-service.mjs`, program, ...args],
    mounts: [],
    memoryBytes: 512 * MEBIBYTE,
  };
}

/** Without a shell. What watches by itself need not: the service is begun again by IGNIS. */
function wordsOf(line: string | readonly string[]): string[] {
  const words =
    typeof line === 'string' ? [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, a, b, c]) => a ?? b ?? c ?? '') : [...line];
  if (typeof line === 'string' && /[|&;<>$`]/.test(line))
    throw new ProjectFault(
      `The command ${JSON.stringify(line)} needs a shell; write one program with its arguments, such as node src/main.ts.`,
    );
  return words.filter((word) => !/^--watch(-path=.*|-preserve-output)?$/.test(word));
}

async function readJson<Schema extends z.ZodType>(folder: string, path: string, schema: Schema): Promise<z.infer<Schema> | undefined> {
  const text = await readInside(folder, path);
  if (text === undefined) return undefined;
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new ProjectFault(`${path} cannot be read: ${cause instanceof z.ZodError ? z.prettifyError(cause) : (cause as Error).message}`, {
      cause,
    });
  }
}
