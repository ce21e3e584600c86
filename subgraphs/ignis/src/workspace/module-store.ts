import { createHash, randomUUID } from 'node:crypto';
import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readInside } from '../pipeline/files-inside.ts';
import { touch } from '../retention/remove-unused.ts';
import { checkDependencies, refuseOtherLocks } from './dependency-check.ts';
import { ModuleUses } from './module-uses.ts';
import { runNpm } from './run-npm.ts';

/** Folders in node_modules that tools write to. They are there so that something writable can be mounted over them. */
export const SCRATCH_FOLDERS = ['.cache', '.vite', '.vite-temp', '.vitest-cache'] as const;

/** Beside the packages: who uses which, and what npm has downloaded. */
export const MODULE_USES = '.uses';
export const MODULE_CACHES = '.npm-cache';

export interface InstalledModules {
  hash: string;
  /** The node_modules folder; never written to again. */
  folder: string;
  /** Whether it was there already. */
  kept: boolean;
}

export interface InstallOptions {
  signal: AbortSignal;
  onOutput: (text: string) => void;
}

interface Packages {
  manifest: string;
  lock: string | undefined;
}

/**
 * Installed packages by content: `<root>/<hash>/node_modules`, where the hash is that of package.json and the lock file. A folder is
 * there whole or not at all, and shared by everything that wants the same packages.
 */
export class ModuleStore {
  readonly #root: string;
  readonly #uses: ModuleUses;
  /** Of all stores of the process, by folder: an environment and a build of one project want the same at the same time. */
  static readonly #installing = new Map<string, Promise<InstalledModules>>();

  /** @param root absolute; only module stores write there */
  constructor(root: string) {
    this.#root = root;
    this.#uses = new ModuleUses(join(root, MODULE_USES));
  }

  /**
   * The packages that the project asks for; undefined where it asks for none.
   * @param project its folder, without links
   * @throws ProjectFault where they cannot be installed, InfrastructureFault where the registry does not answer
   */
  async install(project: string, options: InstallOptions): Promise<InstalledModules | undefined> {
    const manifest = await readInside(project, 'package.json');
    if (manifest === undefined) return undefined;
    const lock = (await readInside(project, 'package-lock.json')) ?? (await readInside(project, 'npm-shrinkwrap.json'));
    if (!checkDependencies(manifest, lock)) return undefined;
    if (lock === undefined) await refuseOtherLocks(project);
    const hash = modulesHash(manifest, lock);
    // Before it is looked for, so that it is not pruned from under the project.
    await this.#uses.note(project, hash);
    const home = join(this.#root, hash);
    for (;;) {
      const underWay = ModuleStore.#installing.get(home);
      if (!underWay) break;
      // What ended the other one (it was cancelled, say) need not end this one.
      const installed = await underWay.catch(() => undefined);
      options.signal.throwIfAborted();
      if (installed) return installed;
    }
    const installing = this.#install(hash, { manifest, lock }, options).finally(() => ModuleStore.#installing.delete(home));
    ModuleStore.#installing.set(home, installing);
    return installing;
  }

  async #install(hash: string, { manifest, lock }: Packages, options: InstallOptions): Promise<InstalledModules> {
    const home = join(this.#root, hash);
    const folder = join(home, 'node_modules');
    // Says when it was last used, for whoever cleans up.
    if ((await touch(home)) && (await isThere(folder))) return { hash, folder, kept: true };
    const draft = join(this.#root, `.${hash.slice(0, 16)}-${randomUUID()}`);
    try {
      await mkdir(draft, { recursive: true });
      await writeFile(join(draft, 'package.json'), manifest);
      if (lock !== undefined) await writeFile(join(draft, 'package-lock.json'), lock);
      await runNpm(lock === undefined ? 'install' : 'ci', { ...options, folder: draft, cache: this.#downloads() });
      for (const name of SCRATCH_FOLDERS) await mkdir(join(draft, 'node_modules', name), { recursive: true });
      await rename(draft, home).catch(async (error: unknown) => {
        // Another instance was faster, with the same content.
        if (!(await isThere(folder))) throw error;
      });
      return { hash, folder, kept: false };
    } finally {
      await rm(draft, { recursive: true, force: true });
    }
  }

  #downloads(): string {
    return join(this.#root, MODULE_CACHES, new Date().toISOString().slice(0, 7));
  }
}

/** sha256 in hexadecimal of package.json and the lock file. */
export function modulesHash(manifest: string, lock: string | undefined): string {
  return createHash('sha256')
    .update(manifest)
    .update('\0')
    .update(lock ?? '')
    .digest('hex');
}

async function isThere(folder: string): Promise<boolean> {
  return stat(folder).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
}
