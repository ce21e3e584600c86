import type { ServiceFetch } from '@wissil/platform/auth';
import { NotFoundError, WissilError } from '@wissil/platform/errors';

const DEADLINE_MS = 10_000;

/** What a project wears. JSON. */
export interface ThemeChoice {
  /** The slug of a token set. */
  set: string;
  /** Of the sheet: custom properties, or a theme of Tailwind 4. */
  format: 'css' | 'tailwind';
}

/** SLATE's tokens as new projects wear them. */
export class ThemeSource {
  readonly #slate: string;
  readonly #fetch: ServiceFetch;
  /** The last answers, by what was asked for, which SLATE confirms by their tags. */
  readonly #known = new Map<string, { etag: string; css: string }>();

  /** @param slate the address of SLATE inside the installation */
  constructor(slate: string, fetch: ServiceFetch) {
    this.#slate = slate;
    this.#fetch = fetch;
  }

  /**
   * The sheet of a token set.
   * @throws WissilError UNAVAILABLE where SLATE does not answer, NotFoundError where it has no such set
   */
  async css({ set, format }: ThemeChoice): Promise<string> {
    const query = new URLSearchParams({ format, set }).toString();
    const known = this.#known.get(query);
    const url = `${this.#slate}/api/tokens/theme.css?${query}`;
    const headers = known && { 'if-none-match': known.etag };
    const response = await this.#fetch(url, { ...(headers && { headers }), signal: AbortSignal.timeout(DEADLINE_MS) }).catch(
      (error: unknown) => {
        throw new WissilError('UNAVAILABLE', 'SLATE does not answer, and the project cannot be dressed without its tokens.', {
          cause: error,
        });
      },
    );
    if (response.status === 304 && known) return known.css;
    const text = await response.text();
    if (response.status === 404) throw new NotFoundError(`SLATE has no token set ${set}: choose one of those that its page lists.`);
    if (!response.ok) throw new WissilError('UNAVAILABLE', `SLATE answers ${response.status} to the question for its tokens.`);
    const etag = response.headers.get('etag');
    if (etag !== null) this.#known.set(query, { etag, css: text });
    return text;
  }
}
