import type { ServiceFetch } from '@wissil/platform/auth';
import { WissilError } from '@wissil/platform/errors';
import { z } from 'zod';

const TIMEOUT_MS = 5_000;

const answer = z.object({ administrators: z.array(z.object({ id: z.string() })) });

/** Who administers this installation, as LANDING knows it at the moment. */
export class Administrators {
  readonly #fetch: ServiceFetch;
  readonly #landing: string;

  constructor(options: { fetch: ServiceFetch; landing: string }) {
    this.#fetch = options.fetch;
    this.#landing = options.landing;
  }

  /**
   * Those who are active.
   * @throws WissilError UNAVAILABLE where LANDING does not say
   */
  async ids(): Promise<string[]> {
    const response = await this.#fetch(`${this.#landing}/internal/administrators`, { signal: AbortSignal.timeout(TIMEOUT_MS) }).catch(
      (cause: unknown) => {
        throw new WissilError('UNAVAILABLE', 'LANDING does not answer when it is asked who administers WISSIL. Try again in a moment.', {
          cause,
        });
      },
    );
    const read = answer.safeParse(response.ok ? await response.json() : undefined);
    if (!read.success)
      throw new WissilError('UNAVAILABLE', `LANDING answered with ${response.status} when it was asked who administers WISSIL.`);
    return read.data.administrators.map(({ id }) => id);
  }
}
