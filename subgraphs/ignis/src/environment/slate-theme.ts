import type { ServiceFetch } from '@wissil/platform/auth';
import { WissilError } from '@wissil/platform/errors';

export const THEME_FORMATS = ['css', 'tailwind'] as const;
export type ThemeFormat = (typeof THEME_FORMATS)[number];

const ANSWER_MS = 5_000;
const MOST_CHARACTERS = 2 * 1024 * 1024;

/** SLATE's tokens as a style sheet, kept until SLATE says that they have changed. */
export class SlateTheme {
  readonly #fetch: ServiceFetch;
  readonly #url: string;
  readonly #kept = new Map<string, { etag: string; css: string; fresh: boolean }>();

  /** @param url SLATE's address inside the installation */
  constructor({ fetch, url }: { fetch: ServiceFetch; url: string }) {
    this.#fetch = fetch;
    this.#url = url;
  }

  /** The tokens have changed: they are asked for again. */
  forget(): void {
    for (const kept of this.#kept.values()) kept.fresh = false;
  }

  /**
   * @param set the slug of a token set; SLATE's own where it is not given
   * @throws WissilError UNAVAILABLE where SLATE does not answer and has not answered before
   */
  async sheet(format: ThemeFormat, set?: string): Promise<string> {
    const query = `format=${format}${set === undefined ? '' : `&set=${encodeURIComponent(set)}`}`;
    const kept = this.#kept.get(query);
    if (kept?.fresh) return kept.css;
    try {
      const answer = await this.#fetch(`${this.#url}/api/tokens/theme.css?${query}`, {
        headers: kept ? { 'if-none-match': kept.etag } : {},
        signal: AbortSignal.timeout(ANSWER_MS),
      });
      if (answer.status === 304 && kept) {
        kept.fresh = true;
        return kept.css;
      }
      if (!answer.ok) throw new Error(`SLATE answered ${answer.status}`);
      const css = await answer.text();
      if (css.length > MOST_CHARACTERS) throw new Error(`SLATE answered with ${css.length} characters`);
      this.#kept.set(query, { etag: answer.headers.get('etag') ?? '', css, fresh: true });
      return css;
    } catch (cause) {
      if (kept) return kept.css;
      throw new WissilError('UNAVAILABLE', 'SLATE does not answer, so its tokens are not known. Try again in a moment.', { cause });
    }
  }
}
