import type { BlobStore } from './blob-store.ts';
import { textOf } from './manifest-service.ts';
import type { RepositoryStore } from './repository-store.ts';

/** Of a manifest or an index; whatever looks like one is kept. */
const DIGESTS = /sha256:[0-9a-f]{64}/g;

export interface Collected {
  manifests: number;
  blobs: number;
  bytes: number;
}

/** Removes images that nobody needs, and then the blobs that no image has, while others push. */
export class GarbageCollector {
  readonly #blobs: BlobStore;
  readonly #repositories: RepositoryStore;

  constructor(options: { blobs: BlobStore; repositories: RepositoryStore }) {
    this.#blobs = options.blobs;
    this.#repositories = options.repositories;
  }

  manifests(repository: string): Promise<string[]> {
    return this.#repositories.manifests(repository);
  }

  async removeManifests(repository: string, digests: readonly string[]): Promise<void> {
    for (const digest of digests) await this.#repositories.removeManifest(repository, digest);
  }

  /**
   * Marks what the manifests name, and sweeps the rest, but for what has just been pushed or asked for: a push that finds a blob there
   * still finds it when it puts its manifest.
   */
  async sweep(now = Date.now()): Promise<Omit<Collected, 'manifests'>> {
    // What is listed before the marks are read is older than them: a manifest that comes later holds its blobs.
    const all = await this.#blobs.all();
    const linked = new Map<string, string[]>();
    const marked = new Set<string>();
    for (const name of await this.#repositories.names()) {
      const blobs = await this.#repositories.blobs(name);
      const own = await this.#mark(name);
      for (const digest of own) marked.add(digest);
      for (const digest of blobs) if (!own.has(digest)) linked.set(digest, [...(linked.get(digest) ?? []), name]);
    }
    const swept = { blobs: 0, bytes: 0 };
    for (const digest of new Set([...all, ...linked.keys()])) {
      const names = linked.get(digest) ?? [];
      if (marked.has(digest) && names.length === 0) continue;
      const size = (await this.#blobs.sizeOf(digest)) ?? 0;
      const removal = async () => {
        for (const name of names) await this.#repositories.removeBlob(name, digest);
        if (!marked.has(digest)) await this.#blobs.delete(digest);
      };
      if ((await this.#blobs.removeUnheld(digest, removal, now)) && !marked.has(digest)) {
        swept.blobs++;
        swept.bytes += size;
      }
    }
    return swept;
  }

  /** Everything that the manifests of a repository name, and they themselves. */
  async #mark(name: string): Promise<Set<string>> {
    const digests = new Set<string>();
    for (const manifest of await this.#repositories.manifests(name)) {
      digests.add(manifest);
      if ((await this.#blobs.sizeOf(manifest)) === undefined) continue;
      for (const [digest] of (await textOf(this.#blobs.read(manifest))).matchAll(DIGESTS)) digests.add(digest);
    }
    return digests;
  }
}
