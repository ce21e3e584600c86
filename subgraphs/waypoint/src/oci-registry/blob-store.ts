import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { RegistryError } from './registry-error.ts';

/** The most that one blob may have. */
const LARGEST_BLOB = 4 * 1024 ** 3;
const MOST_UPLOADS = 64;
const UPLOAD_LIFETIME_MS = 24 * 60 * 60 * 1000;
/** A push may take so long from a blob to the manifest that names it. */
const HELD_MS = 60 * 60 * 1000;
const UPLOAD_ID = /^[0-9a-f-]{36}$/;

/** Content by its digest, on disk. A blob is there whole or not at all: it is written beside, checked, and renamed. */
export class BlobStore {
  readonly #blobs: string;
  readonly #uploads: string;
  /** Uploads that bytes are being written to. */
  readonly #busy = new Set<string>();
  /** Blobs that somebody has just put or asked for, and until when they are not removed. */
  readonly #held = new Map<string, number>();
  readonly #removing = new Map<string, Promise<void>>();

  private constructor(folder: string) {
    this.#blobs = join(folder, 'blobs', 'sha256');
    this.#uploads = join(folder, 'uploads');
  }

  static async open(folder: string): Promise<BlobStore> {
    const store = new BlobStore(folder);
    await mkdir(store.#blobs, { recursive: true });
    await mkdir(store.#uploads, { recursive: true });
    await store.#forgetOldUploads();
    return store;
  }

  /** Its size in bytes; undefined where it is not there. */
  async sizeOf(digest: string): Promise<number | undefined> {
    return sizeOfFile(this.#path(digest));
  }

  /** Whoever asks for a blob may be about to push a manifest with it: it is not removed for a while. */
  async hold(digest: string): Promise<void> {
    this.#held.set(digest, Date.now() + HELD_MS);
    await this.#removing.get(digest);
  }

  async all(): Promise<string[]> {
    return (await readdir(this.#blobs)).map((name) => `sha256:${name}`);
  }

  /** Runs `removal`, unless somebody holds the blob; who asks for it meanwhile waits, and sees it gone. Returns whether it has run. */
  async removeUnheld(digest: string, removal: () => Promise<void>, now = Date.now()): Promise<boolean> {
    if ((this.#held.get(digest) ?? 0) > now || this.#removing.has(digest)) return false;
    this.#held.delete(digest);
    const removing = removal().finally(() => this.#removing.delete(digest));
    this.#removing.set(digest, removing);
    await removing;
    return true;
  }

  read(digest: string, range?: { start: number; end: number }): Readable {
    return createReadStream(this.#path(digest), range);
  }

  /** Keeps bytes that are in memory. */
  async put(digest: string, bytes: Uint8Array): Promise<void> {
    await this.hold(digest);
    const beside = join(this.#uploads, randomUUID());
    await writeFile(beside, bytes, { flush: true });
    await rename(beside, this.#path(digest));
  }

  async delete(digest: string): Promise<void> {
    await rm(this.#path(digest), { force: true });
  }

  async beginUpload(): Promise<string> {
    if ((await readdir(this.#uploads)).length >= MOST_UPLOADS) {
      await this.#forgetOldUploads();
      if ((await readdir(this.#uploads)).length >= MOST_UPLOADS)
        throw new RegistryError('TOOMANYREQUESTS', `${MOST_UPLOADS} uploads are under way, which is the most. Try again in a while.`);
    }
    const id = randomUUID();
    await writeFile(join(this.#uploads, id), '');
    return id;
  }

  /** The bytes that an upload has. */
  async uploaded(id: string): Promise<number> {
    const size = UPLOAD_ID.test(id) ? await sizeOfFile(join(this.#uploads, id)) : undefined;
    if (size === undefined) throw new RegistryError('BLOB_UPLOAD_UNKNOWN', 'There is no such upload, or it was finished.');
    return size;
  }

  /**
   * Adds bytes to an upload; returns how many it has then.
   * @param at where the client means to go on
   */
  async append(id: string, bytes: Readable, at?: number): Promise<number> {
    if (this.#busy.has(id)) throw new RegistryError('BLOB_UPLOAD_INVALID', 'Another request is writing to this upload.');
    this.#busy.add(id);
    try {
      const size = await this.uploaded(id);
      if (at !== undefined && at !== size)
        throw new RegistryError('BLOB_UPLOAD_INVALID', `The upload has ${size} bytes, and this chunk begins at ${at}.`);
      await pipeline(bytes, limited(LARGEST_BLOB - size), createWriteStream(join(this.#uploads, id), { flags: 'a', flush: true }));
      return await this.uploaded(id);
    } finally {
      this.#busy.delete(id);
    }
  }

  /** Makes an upload the blob of that digest, if it is that. */
  async finish(id: string, digest: string): Promise<void> {
    await this.uploaded(id);
    const path = join(this.#uploads, id);
    const hash = createHash('sha256');
    await pipeline(createReadStream(path), hash);
    const found = `sha256:${hash.digest('hex')}`;
    if (found !== digest) {
      await rm(path, { force: true });
      throw new RegistryError('DIGEST_INVALID', `What was uploaded has the digest ${found}, not ${digest}.`);
    }
    await this.hold(digest);
    await rename(path, this.#path(digest));
  }

  async cancel(id: string): Promise<void> {
    await this.uploaded(id);
    await rm(join(this.#uploads, id), { force: true });
  }

  #path(digest: string): string {
    return join(this.#blobs, digest.slice('sha256:'.length));
  }

  async #forgetOldUploads(): Promise<void> {
    const oldest = Date.now() - UPLOAD_LIFETIME_MS;
    for (const name of await readdir(this.#uploads)) {
      const path = join(this.#uploads, name);
      const found = await stat(path).catch(() => undefined);
      if (found && found.mtimeMs < oldest) await rm(path, { force: true });
    }
  }
}

async function* limitedChunks(source: AsyncIterable<Buffer>, most: number): AsyncGenerator<Buffer> {
  let size = 0;
  for await (const chunk of source) {
    size += chunk.length;
    if (size > most) throw new RegistryError('SIZE_INVALID', `A blob has at most ${LARGEST_BLOB} bytes.`);
    yield chunk;
  }
}

function limited(most: number) {
  return (source: AsyncIterable<Buffer>) => limitedChunks(source, most);
}

async function sizeOfFile(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
