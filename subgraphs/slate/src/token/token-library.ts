import { type Cache, readThrough } from '@wissil/platform/cache';
import type { PrismaClient } from '../../generated/prisma/client.ts';
import { TokenGraph } from './token-graph.ts';
import { readConsistentSnapshot, readSetVersions, type SetVersion } from './token-store.ts';

const VERSIONS_KEY = 'slate:tokens:versions';

/** The longest that versions stay cached, should a writer die between its commit and its invalidation before its event is out. */
const VERSIONS_TTL_SECONDS = 30;

/** A snapshot of one version never changes. */
const SNAPSHOT_TTL_SECONDS = 3_600;

/**
 * The token sets as they are now (FLOW-1: cache, then PostgreSQL, then the cache is filled). A set is compiled once for each version; after
 * that a reading asks the cache only which versions are current.
 */
export class TokenLibrary {
  readonly #db: PrismaClient;
  readonly #cache: Cache;
  readonly #graphs = new Map<string, { version: number; graph: Promise<TokenGraph | undefined> }>();

  constructor(parts: { db: PrismaClient; cache: Cache }) {
    this.#db = parts.db;
    this.#cache = parts.cache;
  }

  /** Every set, the oldest first. */
  async sets(): Promise<readonly TokenGraph[]> {
    const versions = await readThrough(this.#cache, { key: VERSIONS_KEY, ttlSeconds: VERSIONS_TTL_SECONDS }, () =>
      readSetVersions(this.#db),
    );
    const graphs = await Promise.all(versions.map((version) => this.#graph(version)));
    return graphs.filter((graph) => graph !== undefined);
  }

  /** The graph of exactly this version, if it is in memory. */
  async remembered(setId: string, version: number): Promise<TokenGraph | undefined> {
    const graph = await this.#graphs.get(setId)?.graph.catch(() => undefined);
    return graph?.set.version === version ? graph : undefined;
  }

  /** Called after each commit: every instance asks PostgreSQL for the versions again. */
  async invalidate(): Promise<void> {
    await this.#cache.delete(VERSIONS_KEY);
  }

  #graph({ id, version }: SetVersion): Promise<TokenGraph | undefined> {
    const known = this.#graphs.get(id);
    if (known && known.version >= version) return known.graph;
    const graph = this.#load({ id, version });
    const entry = { version, graph };
    this.#graphs.set(id, entry);
    const forget = () => {
      if (this.#graphs.get(id) === entry) this.#graphs.delete(id);
    };
    graph.then((loaded) => {
      // PostgreSQL may have moved on between the two readings; the entry then says which version it holds.
      if (loaded) entry.version = loaded.set.version;
      else forget();
    }, forget);
    return graph;
  }

  async #load({ id, version }: SetVersion): Promise<TokenGraph | undefined> {
    const key = `slate:tokens:${id}@${version}`;
    const snapshot = await readThrough(this.#cache, { key, ttlSeconds: SNAPSHOT_TTL_SECONDS }, () => readConsistentSnapshot(this.#db, id));
    return snapshot && new TokenGraph(snapshot);
  }
}
