import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { pipeline } from 'node:stream/promises';
import type { ServiceFetch } from '@wissil/platform/auth';
import { WissilError } from '@wissil/platform/errors';
import { PermanentFailure } from '@wissil/platform/jobs';
import { Measure } from '../image/oci.ts';

const MOST_BYTES = 2_000_000_000;
const TIMEOUT_MS = 10 * 60 * 1000;

/** What IGNIS built, fetched by its digest. */
export class ArtifactStore {
  readonly #folder: string;
  readonly #fetch: ServiceFetch;
  readonly #ignis: string;
  readonly #mostBytes: number;

  constructor(options: { folder: string; fetch: ServiceFetch; ignis: string; mostBytes?: number }) {
    this.#folder = options.folder;
    this.#fetch = options.fetch;
    this.#ignis = options.ignis;
    this.#mostBytes = options.mostBytes ?? MOST_BYTES;
  }

  /**
   * The path of the artifact's tar, with exactly the bytes of the digest.
   * @throws PermanentFailure where IGNIS does not have it any more, or it is too large, WissilError UNAVAILABLE where IGNIS does not answer
   */
  async open(digest: string, signal: AbortSignal): Promise<string> {
    const path = join(this.#folder, `${digest.slice('sha256:'.length)}.tar`);
    if ((await digestOfFile(path)) === digest) return path;
    await mkdir(this.#folder, { recursive: true });
    const beside = `${path}.${randomUUID()}`;
    try {
      await this.#download(digest, beside, signal);
      await rename(beside, path);
    } finally {
      await rm(beside, { force: true });
    }
    return path;
  }

  async remove(digest: string): Promise<void> {
    await rm(join(this.#folder, `${digest.slice('sha256:'.length)}.tar`), { force: true });
  }

  async #download(digest: string, path: string, signal: AbortSignal): Promise<void> {
    const stop = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
    const response = await this.#fetch(`${this.#ignis}/internal/artifacts/${digest}`, { signal: stop }).catch((cause: unknown) => {
      throw new WissilError('UNAVAILABLE', 'IGNIS does not answer when it is asked for what it built.', { cause });
    });
    if (response.status === 404)
      throw new PermanentFailure(
        `IGNIS does not have the artifact ${digest} any more.`,
        'Start the pipeline again, so that it is built anew.',
      );
    if (!response.ok || !response.body)
      throw new WissilError('UNAVAILABLE', `IGNIS answered with ${response.status} when it was asked for what it built.`);
    const measured = new Measure();
    const body = Readable.fromWeb(response.body as ReadableStream);
    body.on('data', () => {
      if (measured.size <= this.#mostBytes) return;
      body.destroy(
        new PermanentFailure(
          `What the build put out has more than ${this.#mostBytes / 1e6} MB, which is the most.`,
          'Leave large files out of what the build puts out, and push again.',
        ),
      );
    });
    await pipeline(body, measured, createWriteStream(path, { flush: true }));
    const found = measured.digest();
    if (found !== digest) throw new WissilError('UNAVAILABLE', `IGNIS sent ${found} in the place of the artifact ${digest}.`);
  }
}

async function digestOfFile(path: string): Promise<string | undefined> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path), hash);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  return `sha256:${hash.digest('hex')}`;
}
