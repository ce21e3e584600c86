import { z } from 'zod';
import type { ProjectKind } from '../../generated/prisma/client.ts';
import { readInside } from './files-inside.ts';
import { ProjectFault } from './project-fault.ts';

const command = z.string().min(1).or(z.array(z.string()).min(1));
const relativePath = z
  .string()
  .min(1)
  .refine((path) => !path.startsWith('/') && !path.includes('\0') && !path.split('/').includes('..'), 'This has to be a path inside the project.');

/** `wissil.json` in a project's root, as IGNITION's templates write it. */
const wissilJson = z.looseObject({
  kind: z.string().optional(),
  lint: command.nullish(),
  types: command.nullish(),
  test: command.nullish(),
  build: command.nullish(),
  /** Folders that hold the output as browsers get it. */
  output: relativePath.or(z.array(relativePath)).optional(),
  run: z
    .looseObject({
      command,
      files: z.array(relativePath.or(z.object({ from: relativePath, to: relativePath.or(z.literal('')) }))).or(z.record(relativePath, relativePath.or(z.literal('')))).optional(),
      healthPath: z.string().startsWith('/').optional(),
    })
    .optional(),
  optimise: z.object({ css: z.boolean().optional(), images: z.boolean().optional() }).optional(),
});

const packageJson = z.looseObject({
  name: z.string().optional(),
  main: z.string().optional(),
  scripts: z.record(z.string(), z.string()).optional(),
});

export const CHECKS = ['lint', 'types', 'test', 'build'] as const;
export type Check = (typeof CHECKS)[number];

/** What the scripts of package.json are called, the usual name first. */
const SCRIPTS: Readonly<Record<Check, readonly string[]>> = {
  lint: ['lint'],
  types: ['typecheck', 'type-check', 'types', 'check-types'],
  test: ['test'],
  build: ['build'],
};

/** What `npm init` writes. */
const NO_TEST = /no test specified/;

export interface RunFile {
  from: string;
  /** Below `app/`; empty: `app/` itself. */
  to: string;
}

/** How a project is built. */
export interface ProjectPlan {
  /** A line for the shell; null where the project has no such thing. */
  commands: Readonly<Record<Check, string | null>>;
  outputs: readonly string[];
  /** Null: nothing is run of it, as of a library; then its files are kept as they are. */
  run: { command: string[]; files: readonly RunFile[] };
  healthPath: string | undefined;
  optimise: { css: boolean; images: boolean };
}

/**
 * Reads how a project is built from its `wissil.json`, and what that does not say from its package.json.
 * @param folder the project's, without links
 * @throws ProjectFault that says what to write
 */
export async function readPlan(folder: string, kind: ProjectKind): Promise<ProjectPlan> {
  const wissil = await readJson(folder, 'wissil.json', wissilJson);
  const npm = await readJson(folder, 'package.json', packageJson);
  if (!wissil && !npm) throw new ProjectFault('There is neither a wissil.json nor a package.json in the root of the project, so nothing says how to build it.');
  const commands = Object.fromEntries(CHECKS.map((check) => [check, commandOf(check, wissil, npm)])) as Record<Check, string | null>;
  if (Object.values(commands).every((line) => line === null) && !wissil?.run)
    throw new ProjectFault('Nothing can be run: add scripts named lint, typecheck, test and build to package.json, or a wissil.json.');
  const outputs = wissil?.output === undefined ? (kind === 'NEXTJS' ? ['.next/static', 'public'] : ['dist', 'build', 'out']) : [wissil.output].flat();
  return {
    commands,
    outputs,
    run: { command: runCommand(wissil, npm, kind), files: runFiles(wissil) },
    healthPath: wissil?.run?.healthPath,
    optimise: { css: true, images: true, ...wissil?.optimise },
  };
}

type Wissil = z.infer<typeof wissilJson>;
type Npm = z.infer<typeof packageJson>;

function commandOf(check: Check, wissil: Wissil | undefined, npm: Npm | undefined): string | null {
  const given = wissil?.[check];
  if (given === null) return null;
  if (given !== undefined) return shellLine(given);
  const script = SCRIPTS[check].find((name) => npm?.scripts?.[name] !== undefined);
  if (script === undefined || (check === 'test' && NO_TEST.test(npm?.scripts?.[script] ?? ''))) return null;
  return `npm run ${script}`;
}

function runCommand(wissil: Wissil | undefined, npm: Npm | undefined, kind: ProjectKind): string[] {
  if (wissil?.run) return typeof wissil.run.command === 'string' ? words(wissil.run.command) : [...wissil.run.command];
  const start = npm?.scripts?.['start'];
  if (start !== undefined) return words(start);
  if (npm?.main !== undefined) return ['node', npm.main];
  if (kind === 'LIBRARY') return [];
  throw new ProjectFault('Nothing says how to run what was built: add "run": {"command": ["node", "…"]} to wissil.json, or a script start to package.json.');
}

/** Of a project that does not say, everything but what is there for the build. */
function runFiles(wissil: Wissil | undefined): RunFile[] {
  const files = wissil?.run?.files;
  if (files === undefined) return [{ from: '.', to: '' }];
  const list = Array.isArray(files) ? files : Object.entries(files).map(([from, to]) => ({ from, to }));
  return list.map((file) => {
    const { from, to } = typeof file === 'string' ? { from: file, to: file } : file;
    return { from: trimmed(from), to: trimmed(to) };
  });
}

function trimmed(path: string): string {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  return parts.join('/');
}

/** A command that is run without a shell: its words may be quoted, and nothing else is done with them. */
function words(line: string): string[] {
  const found = [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, double, single, bare]) => double ?? single ?? bare ?? '');
  if (found.length === 0 || /[|&;<>$`]/.test(line))
    throw new ProjectFault(`The command ${JSON.stringify(line)} needs a shell; write one program with its arguments, such as node server.js.`);
  return found;
}

function shellLine(given: string | readonly string[]): string {
  return typeof given === 'string' ? given : given.map((word) => (/^[\w./:=@-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)).join(' ');
}

async function readJson<Schema extends z.ZodType>(folder: string, path: string, schema: Schema): Promise<z.infer<Schema> | undefined> {
  const text = await readInside(folder, path);
  if (text === undefined) return undefined;
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new ProjectFault(`${path} is not JSON: ${(cause as Error).message}.`, { cause });
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new ProjectFault(`${path}: ${issue?.path.join('.') ?? ''} ${issue?.message ?? 'is not as agreed'}`);
}
