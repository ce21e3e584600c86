export interface WebPage {
  status: number;
  url: string;
  body: string;
  location: string | null;
}

const MOST_REDIRECTS = 10;

/** What a browser without scripts does at one origin: it keeps cookies, and sends a form's hidden token along. */
export class WebForms {
  readonly #origin: string;
  readonly #cookies = new Map<string, string>();
  /** Of the form that was shown last at a path. */
  readonly #tokens = new Map<string, string>();

  constructor(origin: string) {
    this.#origin = origin;
  }

  get(address: string): Promise<WebPage> {
    return this.#visit(address, {});
  }

  /** @throws Error where the form is shown again, or refused */
  async post(address: string, fields: Record<string, string>): Promise<WebPage> {
    const csrf = this.#tokens.get(new URL(address, this.#origin).pathname);
    const page = await this.#visit(address, {
      method: 'POST',
      body: new URLSearchParams({ ...(csrf !== undefined && { csrf }), ...fields }),
    });
    if (page.status >= 400) throw new Error(`${page.url} answered ${page.status}: ${page.body}`);
    return page;
  }

  /** Goes where it is sent, as long as that is at this origin. */
  async follow(first: WebPage): Promise<WebPage> {
    let page = first;
    for (let redirects = 0; page.location !== null && redirects < MOST_REDIRECTS; redirects++) {
      const next = new URL(page.location, page.url);
      if (next.origin !== new URL(this.#origin).origin) return page;
      page = await this.get(next.href);
    }
    return page;
  }

  cookie(pattern: RegExp): { name: string; value: string } | undefined {
    const [name, value] = [...this.#cookies].find(([each]) => pattern.test(each)) ?? [];
    return name === undefined || value === undefined ? undefined : { name, value };
  }

  async #visit(address: string, init: RequestInit): Promise<WebPage> {
    const url = new URL(address, this.#origin);
    const cookie = [...this.#cookies].map((pair) => pair.join('=')).join('; ');
    const headers = { origin: this.#origin, ...(cookie !== '' && { cookie }) };
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    for (const each of response.headers.getSetCookie()) this.#keep(each);
    const body = await response.text();
    const token = /name="csrf" value="([^"]+)"/.exec(body)?.[1];
    if (token !== undefined) this.#tokens.set(url.pathname, token);
    return { status: response.status, url: url.href, body, location: response.headers.get('location') };
  }

  #keep(cookie: string): void {
    const [pair = '', ...attributes] = cookie.split(/;\s*/);
    const [name, value] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)];
    const ended = attributes.some((attribute) => /^(max-age=0|expires=Thu, 01 Jan 1970.*)$/i.test(attribute));
    if (ended || value === '') this.#cookies.delete(name);
    else this.#cookies.set(name, value);
  }
}
