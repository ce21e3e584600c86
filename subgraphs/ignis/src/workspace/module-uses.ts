import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const use = z.object({ project: z.string(), hash: z.string() });

/** Which project's folder was given which packages last: files, so that every process that shares the store knows it. */
export class ModuleUses {
  readonly #root: string;

  /** @param root absolute; it has nothing else */
  constructor(root: string) {
    this.#root = root;
  }

  async note(project: string, hash: string): Promise<void> {
    await mkdir(this.#root, { recursive: true });
    const file = join(this.#root, `${createHash('sha256').update(project).digest('hex').slice(0, 32)}.json`);
    const draft = `${file}.${randomUUID()}`;
    await writeFile(draft, JSON.stringify({ project, hash }));
    await rename(draft, file);
  }

  /** Hashes that are held by folders that are still there and in use. */
  async held(isInUse: (project: string) => boolean): Promise<Set<string>> {
    const held = new Set<string>();
    for (const name of await readdir(this.#root).catch(() => [])) {
      if (!name.endsWith('.json')) continue;
      const noted = await readUse(join(this.#root, name));
      if (!noted) continue;
      const { project, hash } = noted;
      if ((await stat(project).catch(() => undefined)) === undefined) await rm(join(this.#root, name), { force: true });
      else if (isInUse(project)) held.add(hash);
    }
    return held;
  }
}

/** Undefined where it is gone, or was cut off with the machine. */
async function readUse(file: string): Promise<z.infer<typeof use> | undefined> {
  try {
    return use.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return undefined;
  }
}
