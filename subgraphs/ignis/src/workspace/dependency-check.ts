import { readdir } from 'node:fs/promises';
import { z } from 'zod';
import { ProjectFault } from '../pipeline/project-fault.ts';

const dependencies = z.record(z.string(), z.string()).optional();

const packageJson = z.looseObject({
  dependencies,
  devDependencies: dependencies,
  optionalDependencies: dependencies,
  peerDependencies: dependencies,
  workspaces: z.unknown().optional(),
});

const packageLock = z.looseObject({
  packages: z.record(z.string(), z.looseObject({ resolved: z.unknown().optional(), link: z.unknown().optional() })).optional(),
});

/** A range, a tag, or another package's name with one of them: all that the registry answers for. */
const REGISTRY_SPEC = /^(npm:(@[\w.~-]+\/)?[\w.~-]+@)?[\w.*^~<>=|\s+-]*$/;

const REGISTRY_URL = /^https:\/\/registry\.(npmjs\.org|yarnpkg\.com)\//;

/**
 * Installing happens outside the sandbox: nothing in these files may make npm read the machine, or ask another host than the registry.
 * @returns whether there is anything to install
 * @throws ProjectFault that names the dependency
 */
export function checkDependencies(manifest: string, lock: string | undefined): boolean {
  const npm = parse('package.json', manifest, packageJson);
  if (npm.workspaces !== undefined)
    throw new ProjectFault('package.json has workspaces, which IGNIS does not install: give each package a project of its own.');
  const wanted = Object.entries({ ...npm.peerDependencies, ...npm.optionalDependencies, ...npm.devDependencies, ...npm.dependencies });
  for (const [name, spec] of wanted) {
    if (!REGISTRY_SPEC.test(spec))
      throw new ProjectFault(
        `The dependency ${name} is ${JSON.stringify(spec)}: only versions of packages of the registry are installed, no files, links or repositories.`,
      );
  }
  if (lock !== undefined) checkLock(lock);
  return wanted.length > 0;
}

const OTHER_LOCKS = { 'pnpm-lock.yaml': 'pnpm', 'yarn.lock': 'Yarn', 'bun.lock': 'Bun', 'bun.lockb': 'Bun' } as const;

/**
 * For a project without a lock file of npm.
 * @throws ProjectFault where another package manager has locked its packages: npm would install other versions than those
 */
export async function refuseOtherLocks(project: string): Promise<void> {
  const names = new Set(await readdir(project));
  for (const [file, tool] of Object.entries(OTHER_LOCKS)) {
    if (!names.has(file)) continue;
    throw new ProjectFault(
      `The packages are locked by ${tool} (${file}), and IGNIS installs with npm alone. Run npm install --package-lock-only, commit the package-lock.json that it writes, and delete ${file}.`,
    );
  }
}

function checkLock(text: string): void {
  const { packages } = parse('package-lock.json', text, packageLock);
  if (packages === undefined)
    throw new ProjectFault('package-lock.json is of an npm before version 7: write it again with npm install --package-lock-only.');
  for (const [path, { resolved, link }] of Object.entries(packages)) {
    if (path === '') continue;
    if (!path.startsWith('node_modules/') || path.split('/').includes('..') || link !== undefined)
      throw new ProjectFault(`package-lock.json installs ${path}, which is no package of the registry.`);
    if (resolved !== undefined && !(typeof resolved === 'string' && REGISTRY_URL.test(resolved)))
      throw new ProjectFault(
        `package-lock.json takes ${path} from ${JSON.stringify(resolved)}: only packages of the registry are installed.`,
      );
  }
}

function parse<Schema extends z.ZodType>(path: string, text: string, schema: Schema): z.infer<Schema> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new ProjectFault(`${path} is not JSON: ${(cause as Error).message}.`, { cause });
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new ProjectFault(`${path}: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`);
}
