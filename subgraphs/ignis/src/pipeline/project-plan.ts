import { z } from 'zod';
import type { ProjectKind } from '../../generated/prisma/client.ts';
import { readInside } from './files-inside.ts';
import { ProjectFault } from './project-fault.ts';

const command = z.string().min(1).or(z.array(z.string()).min(1));
const relativePath = z
  .string()
  .min(1)
  .refine(
    (path) => !path.startsWith('/') && !path.includes('\0') && !path.split('/').includes('..'),
    'This has to be a path inside the project.',
  );

/** `wissil.json` in a project's root, as IGNITION's templates write it; null for what the project does without. */
const wissilJson = z.looseObject({
  healthPath: z.string().startsWith('/').optional(),
  build: z.looseObject({ lint: command.nullish(), types: command.nullish(), test: command.nullish(), build: command.nullish() }).optional(),
  run: z.looseObject({ command, files: z.array(relativePath).optional() }).optional(),
  /** Folders that hold the output as browsers get it. */
  output: z.array(relativePath).optional(),
  optimise: z.object({ css: z.boolean().optional(), images: z.boolean().optional() }).optional(),
});

const packageJson = z.looseObject({
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

/** How a project is built. */
export interface ProjectPlan {
  /** A line for the shell; null where the project has no such thing. */
  commands: Readonly<Record<Check, string | null>>;
  /** Folders that hold the output; undefined: where tools usually put it. */
  outputs: readonly string[] | undefined;
  /** The command is empty for a library that nothing is run of. A file `.` is all but the packages that the build alone needs. */
  run: { command: string[]; files: readonly string[] };
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
  if (!wissil && !npm)
    throw new ProjectFault(
      'There is neither a wissil.json nor a package.json in the root of the project, so nothing says how to build it.',
    );
  const commands = Object.fromEntries(CHECKS.map((check) => [check, commandOf(check, wissil, npm)])) as ProjectPlan['commands'];
  if (Object.values(commands).every((line) => line === null) && !wissil?.run)
    throw new ProjectFault('Nothing can be run: add scripts named lint, typecheck, test and build to package.json, or a wissil.json.');
  return {
    commands,
    outputs: wissil?.output,
    run: { command: runCommand(wissil, npm, kind), files: (wissil?.run?.files ?? ['.']).map(plainPath) },
    healthPath: wissil?.healthPath,
    optimise: { css: true, images: true, ...wissil?.optimise },
  };
}

type Wissil = z.infer<typeof wissilJson>;
type Npm = z.infer<typeof packageJson>;

function commandOf(check: Check, wissil: Wissil | undefined, npm: Npm | undefined): string | null {
  const given = wissil?.build?.[check];
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
  throw new ProjectFault(
    'Nothing says how to run what was built: add "run": {"command": ["node", "…"]} to wissil.json, or a script start to package.json.',
  );
}

function plainPath(path: string): string {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  return parts.join('/') || '.';
}

/** A command that is run without a shell: its words may be quoted, and nothing else is done with them. */
function words(line: string): string[] {
  const found = [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, double, single, bare]) => double ?? single ?? bare ?? '');
  if (found.length === 0 || /[|&;<>$`]/.test(line))
    throw new ProjectFault(
      `The command ${JSON.stringify(line)} needs a shell; write one program with its arguments, such as node server.js.`,
    );
  return found;
}

function shellLine(given: string | readonly string[]): string {
  if (typeof given === 'string') return given;
  return given.map((word) => (/^[\w./:=@-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)).join(' ');
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
