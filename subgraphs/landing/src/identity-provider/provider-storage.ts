import type { Cache } from '@wissil/platform/cache';
import type { Adapter, AdapterFactory, AdapterPayload } from 'oidc-provider';

/**
 * What oidc-provider remembers between two requests of a sign-in, in the cache: losing it costs another attempt.
 * @param alreadyUsed the error for who uses a code that somebody else uses at the same moment
 */
export function providerStorage(cache: Cache, alreadyUsed: () => Error): AdapterFactory {
  return (model) => new ProviderStorage(cache, model, alreadyUsed);
}

/** Longer than anything lives that belongs to a grant. */
const GRANT_SECONDS = 3_600;

class ProviderStorage implements Adapter {
  readonly #cache: Cache;
  readonly #model: string;
  readonly #alreadyUsed: () => Error;

  constructor(cache: Cache, model: string, alreadyUsed: () => Error) {
    this.#cache = cache;
    this.#model = model;
    this.#alreadyUsed = alreadyUsed;
  }

  async upsert(id: string, payload: AdapterPayload, expiresIn: number): Promise<void> {
    const expiry = { ttlSeconds: expiresIn > 0 ? expiresIn : GRANT_SECONDS };
    await this.#cache.set(this.#key(id), JSON.stringify(payload), expiry);
    if (payload.uid !== undefined) await this.#cache.set(this.#key(`uid:${payload.uid}`), id, expiry);
  }

  async find(id: string): Promise<AdapterPayload | undefined> {
    const found = await this.#cache.get(this.#key(id));
    if (found === undefined) return undefined;
    const payload = JSON.parse(found) as AdapterPayload;
    if (payload.grantId !== undefined && (await this.#cache.get(revoked(payload.grantId))) !== undefined) return undefined;
    return payload;
  }

  async findByUid(uid: string): Promise<AdapterPayload | undefined> {
    const id = await this.#cache.get(this.#key(`uid:${uid}`));
    return id === undefined ? undefined : this.find(id);
  }

  async findByUserCode(): Promise<undefined> {
    return undefined;
  }

  /** Of two who use a code at the same time, one gets it. */
  async consume(id: string): Promise<void> {
    const found = await this.#cache.take(this.#key(id));
    if (found === undefined) throw this.#alreadyUsed();
    const payload = { ...(JSON.parse(found) as AdapterPayload), consumed: Math.floor(Date.now() / 1_000) };
    await this.#cache.set(this.#key(id), JSON.stringify(payload), { ttlSeconds: GRANT_SECONDS });
  }

  async destroy(id: string): Promise<void> {
    await this.#cache.delete(this.#key(id));
  }

  async revokeByGrantId(grantId: string): Promise<void> {
    await this.#cache.set(revoked(grantId), '1', { ttlSeconds: GRANT_SECONDS });
  }

  #key(id: string): string {
    return `oidc:${this.#model}:${id}`;
  }
}

function revoked(grantId: string): string {
  return `oidc:revoked:${grantId}`;
}
