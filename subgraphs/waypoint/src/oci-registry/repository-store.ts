import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** OCI distribution specification 1.1, "Pulling manifests". */
const NAME = /^[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(\/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*$/;
const TAG = /^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/;
const LONGEST_NAME = 255;

export function isRepositoryName(name: string): boolean {
  return name.length <= LONGEST_NAME && NAME.test(name);
}

export function isTag(tag: string): boolean {
  return TAG.test(tag);
}

/** Which blobs, manifests and tags each repository has: small files beside the blobs, which all repositories share. */
export class RepositoryStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = join(folder, 'repositories');
  }

  async hasBlob(name: string, digest: string): Promise<boolean> {
    return (await read(this.#path(name, '_blobs', hex(digest)))) !== undefined;
  }

  addBlob(name: string, digest: string): Promise<void> {
    return this.#write('', name, '_blobs', hex(digest));
  }

  removeBlob(name: string, digest: string): Promise<void> {
    return rm(this.#path(name, '_blobs', hex(digest)), { force: true });
  }

  async blobs(name: string): Promise<string[]> {
    return (await list(this.#path(name, '_blobs'))).map((each) => `sha256:${each}`);
  }

  /** The media type under which a manifest was pushed; undefined where the repository does not have it. */
  manifestType(name: string, digest: string): Promise<string | undefined> {
    return read(this.#path(name, '_manifests', hex(digest)));
  }

  addManifest(name: string, digest: string, mediaType: string): Promise<void> {
    return this.#write(mediaType, name, '_manifests', hex(digest));
  }

  /** With every tag on it. */
  async removeManifest(name: string, digest: string): Promise<void> {
    for (const tag of await this.tags(name)) if ((await this.digestOfTag(name, tag)) === digest) await this.removeTag(name, tag);
    await rm(this.#path(name, '_manifests', hex(digest)), { force: true });
  }

  async manifests(name: string): Promise<string[]> {
    return (await list(this.#path(name, '_manifests'))).map((each) => `sha256:${each}`);
  }

  digestOfTag(name: string, tag: string): Promise<string | undefined> {
    return read(this.#path(name, '_tags', tag));
  }

  setTag(name: string, tag: string, digest: string): Promise<void> {
    return this.#write(digest, name, '_tags', tag);
  }

  removeTag(name: string, tag: string): Promise<void> {
    return rm(this.#path(name, '_tags', tag), { force: true });
  }

  /** In lexical order. */
  tags(name: string): Promise<string[]> {
    return list(this.#path(name, '_tags'));
  }

  async exists(name: string): Promise<boolean> {
    return (await stat(this.#path(name, '_manifests')).catch(() => undefined)) !== undefined;
  }

  /** Every repository that has had a manifest, in lexical order. */
  async names(below = ''): Promise<string[]> {
    const found: string[] = [];
    for (const entry of await list(join(this.#folder, below))) {
      if (entry.startsWith('_')) continue;
      const name = below === '' ? entry : `${below}/${entry}`;
      if (await this.exists(name)) found.push(name);
      found.push(...(await this.names(name)));
    }
    return found.sort();
  }

  async #write(content: string, ...path: [string, string, string]): Promise<void> {
    const target = this.#path(...path);
    const beside = `${target}.${randomUUID()}`;
    await mkdir(join(target, '..'), { recursive: true });
    await writeFile(beside, content);
    await rename(beside, target);
  }

  #path(...parts: string[]): string {
    return join(this.#folder, ...parts);
  }
}

function hex(digest: string): string {
  return digest.slice('sha256:'.length);
}

async function read(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Without what is being written. */
async function list(path: string): Promise<string[]> {
  const names = await readdir(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return names.filter((name) => !/\.[0-9a-f]{8}-[0-9a-f-]{27}$/.test(name)).sort();
}
