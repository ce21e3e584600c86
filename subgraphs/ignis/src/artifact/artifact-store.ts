import { createHash, randomUUID } from 'node:crypto';
import { constants, createWriteStream } from 'node:fs';
import { type FileHandle, link, mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { pack, type Pack } from 'tar-stream';
import { touch } from '../retention/remove-unused.ts';
import type { ArtifactEntry } from './artifact-entries.ts';

export interface StoredArtifact {
  digest: string;
  sizeBytes: number;
}

const NOBODY = { uid: 0, gid: 0, uname: '', gname: '', mtime: new Date(0) };

/** Artifacts by content: `<root>/<hex>.tar`. The same entries are the same bytes, whoever writes them, wherever and whenever. */
export class ArtifactStore {
  readonly #root: string;

  /** @param root absolute */
  constructor(root: string) {
    this.#root = root;
  }

  async write(entries: readonly ArtifactEntry[], signal: AbortSignal): Promise<StoredArtifact> {
    await mkdir(this.#root, { recursive: true });
    const draft = join(this.#root, `.${randomUUID()}`);
    const hash = createHash('sha256');
    let sizeBytes = 0;
    const measure = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        hash.update(chunk);
        sizeBytes += chunk.length;
        done(null, chunk);
      },
    });
    try {
      const tar = pack();
      const packing = fill(tar, entries).catch((error: unknown) => tar.destroy(error as Error));
      await pipeline(tar, measure, createWriteStream(draft, { flags: 'wx', flush: true }), { signal });
      await packing;
      const hex = hash.digest('hex');
      // Who comes second has the same bytes.
      if (!(await touch(this.#file(hex))))
        await link(draft, this.#file(hex)).catch((error: NodeJS.ErrnoException) => {
          if (error.code !== 'EEXIST') throw error;
        });
      return { digest: `sha256:${hex}`, sizeBytes };
    } finally {
      await rm(draft, { force: true });
    }
  }

  /** The tar, undefined where it is not kept; who opens it closes it. */
  async open(digest: string): Promise<{ file: FileHandle; sizeBytes: number } | undefined> {
    const hex = hexOf(digest);
    if (hex === undefined) return undefined;
    const file = await open(this.#file(hex), 'r').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    return file && { file, sizeBytes: (await file.stat()).size };
  }

  /** Counts as a use. */
  async has(digest: string): Promise<boolean> {
    const hex = hexOf(digest);
    return hex !== undefined && touch(this.#file(hex));
  }

  #file(hex: string): string {
    return join(this.#root, `${hex}.tar`);
  }
}

function hexOf(digest: string): string | undefined {
  return /^sha256:([0-9a-f]{64})$/.exec(digest)?.[1];
}

async function fill(tar: Pack, entries: readonly ArtifactEntry[]): Promise<void> {
  for (const entry of entries) {
    const name = entry.type === 'directory' ? `${entry.path}/` : entry.path;
    if (entry.type === 'directory') tar.entry({ ...NOBODY, name, type: 'directory', mode: 0o755 });
    else if (entry.type === 'symlink') tar.entry({ ...NOBODY, name, type: 'symlink', linkname: entry.target, mode: 0o777 });
    else {
      await using file = await open(entry.from, constants.O_RDONLY | constants.O_NOFOLLOW);
      const sink = tar.entry({ ...NOBODY, name, type: 'file', size: entry.size, mode: entry.executable ? 0o755 : 0o644 });
      await pipeline(file.createReadStream({ autoClose: false }), sink);
    }
  }
  tar.finalize();
}
