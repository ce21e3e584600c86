import { type InstallationSecret, secretHash } from '@wissil/platform/auth';
import type { Cache } from '@wissil/platform/cache';
import { openSealed, seal } from './sealed-text.ts';

const DRAFT_SECONDS = 1_800;
const PURPOSE = 'enrolments under way';

/** What has been entered before the second factor is confirmed. */
export interface Draft {
  email: string;
  name: string;
  passwordHash: string;
  totpSecret: string;
}

/** Drafts of enrolments, found by the secret of their link: in the cache, encrypted. */
export class EnrolmentDrafts {
  readonly #cache: Cache;
  readonly #secret: InstallationSecret;

  constructor(options: { cache: Cache; secret: InstallationSecret }) {
    this.#cache = options.cache;
    this.#secret = options.secret;
  }

  async keep(link: string, draft: Draft): Promise<void> {
    await this.#cache.set(keyOf(link), seal(this.#secret, PURPOSE, JSON.stringify(draft)), { ttlSeconds: DRAFT_SECONDS });
  }

  async find(link: string): Promise<Draft | undefined> {
    const kept = await this.#cache.get(keyOf(link));
    return kept === undefined ? undefined : (JSON.parse(openSealed(this.#secret, PURPOSE, kept)) as Draft);
  }

  async forget(link: string): Promise<void> {
    await this.#cache.delete(keyOf(link));
  }

  /** How often a code was entered in the last minute, this time included. */
  countCode(link: string): Promise<number> {
    return this.#cache.increment(`enrol:guess:${secretHash(link)}`, { ttlSeconds: 60 });
  }
}

function keyOf(link: string): string {
  return `enrol:draft:${secretHash(link)}`;
}
