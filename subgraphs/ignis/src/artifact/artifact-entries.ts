import { lstat, readdir, readlink, realpath } from 'node:fs/promises';
import { join, posix, relative, sep } from 'node:path';
import { ProjectFault } from '../pipeline/project-fault.ts';

/** What an artifact holds, by its path in the tar. */
export type ArtifactEntry =
  | { path: string; type: 'directory' }
  | { path: string; type: 'file'; from: string; size: number; executable: boolean }
  | { path: string; type: 'symlink'; target: string };

const MOST_BYTES = 1024 ** 3;
const MOST_ENTRIES = 100_000;

/** Never part of what is run. */
const LEFT_OUT = new Set(['.git', '.cache', '.vite', '.vite-temp']);

export interface ArtifactSource {
  /** The project's folder after the build, without links. */
  folder: string;
  /** The installed packages, and which of them are needed at run time, by their paths below node_modules. */
  modules: { folder: string; needed: readonly string[] } | undefined;
  /** Below the folder; `.` is all of it but the packages that the build alone needs. */
  files: readonly string[];
}

/**
 * The files to run, sorted by their path. Links are kept where they lead to something inside, and never followed.
 * @throws ProjectFault where a file that is named is not there, a link leads out, or it is too much
 */
export async function artifactEntries({ folder, modules, files }: ArtifactSource): Promise<ArtifactEntry[]> {
  const entries = new Map<string, ArtifactEntry>();
  const gather = new Gathering(entries);
  for (const file of files) {
    if (file === 'node_modules' || file === '.') await gatherModules(gather, modules);
    if (file === 'node_modules') continue;
    const source = await realpath(join(folder, file)).catch(() => undefined);
    if (source === undefined) throw new ProjectFault(`The build has not made ${file}, which wissil.json names under run.files.`);
    if (source !== folder && !source.startsWith(folder + sep)) throw new ProjectFault(`${file} is a link that leads out of the project.`);
    await gather.add(source, posix.join('app', file), file === '.');
  }
  for (const path of [...entries.keys()]) parentsOf(path).forEach((parent) => entries.set(parent, { path: parent, type: 'directory' }));
  return [...entries.values()].toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

async function gatherModules(gather: Gathering, modules: ArtifactSource['modules']): Promise<void> {
  for (const name of modules?.needed ?? []) await gather.add(join(modules?.folder ?? '', name), posix.join('app/node_modules', name), true);
}

class Gathering {
  readonly #entries: Map<string, ArtifactEntry>;
  #bytes = 0;

  constructor(entries: Map<string, ArtifactEntry>) {
    this.#entries = entries;
  }

  /** @param bare leave out the node_modules that lie in it */
  async add(source: string, path: string, bare: boolean, root = { source, path }): Promise<void> {
    const stats = await lstat(source);
    if (stats.isSymbolicLink()) {
      const target = await readlink(source);
      const lands = relative(root.source, join(source, '..', target));
      if (target.startsWith('/') || lands === '..' || lands.startsWith(`..${sep}`))
        throw new ProjectFault(`${relative(root.source, source) || source} is a link that leads out of what is run: ${target}.`);
      this.#put({ path, type: 'symlink', target });
    } else if (stats.isDirectory()) {
      this.#put({ path, type: 'directory' });
      for (const name of await readdir(source)) {
        if (LEFT_OUT.has(name) || (bare && name === 'node_modules')) continue;
        await this.add(join(source, name), posix.join(path, name), bare, root);
      }
    } else if (stats.isFile()) {
      this.#bytes += stats.size;
      if (this.#bytes > MOST_BYTES)
        throw new ProjectFault(`What is run has more than ${MOST_BYTES} bytes. Name fewer files under run.files in wissil.json.`);
      this.#put({ path, type: 'file', from: source, size: stats.size, executable: (stats.mode & 0o111) !== 0 });
    }
  }

  #put(entry: ArtifactEntry): void {
    this.#entries.set(entry.path, entry);
    if (this.#entries.size > MOST_ENTRIES)
      throw new ProjectFault(`What is run has more than ${MOST_ENTRIES} files. Name fewer under run.files in wissil.json.`);
  }
}

function parentsOf(path: string): string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}
