import { request } from 'node:http';
import { text } from 'node:stream/consumers';

export interface Visit {
  status: number;
  location: string | undefined;
  headers: NodeJS.Dict<string | string[]>;
  body: string;
  /** Where it was. */
  url: string;
}

interface VisitOptions {
  method?: 'GET' | 'POST';
  form?: Record<string, string>;
  body?: string;
  headers?: Record<string, string>;
}

/** As a browser visits LANDING under its public name, with a jar of cookies; forms send their hidden token along, and nothing is followed by itself. */
export class WebVisitor {
  readonly cookies = new Map<string, string>();
  /** Of the form that was shown last at an address. */
  readonly #formTokens = new Map<string, string>();
  readonly #publicUrl: string;
  readonly #actual: URL;
  readonly #headers: Record<string, string>;

  /**
   * @param actual where what is known as `publicUrl` answers
   * @param headers of every request
   */
  constructor(publicUrl: string, actual: string, headers: Record<string, string> = {}) {
    this.#publicUrl = publicUrl;
    this.#actual = new URL(actual);
    this.#headers = headers;
  }

  visit(address: string, { method, form, body, headers = {} }: VisitOptions = {}): Promise<Visit> {
    const url = new URL(address, this.#publicUrl);
    const csrf = this.#formTokens.get(url.pathname);
    const sent = form ? new URLSearchParams({ ...(csrf !== undefined && { csrf }), ...form }).toString() : body;
    const { promise, resolve, reject } = Promise.withResolvers<Visit>();
    const outgoing = request(
      {
        host: this.#actual.hostname,
        port: this.#actual.port,
        path: url.pathname + url.search,
        method: method ?? (form ? 'POST' : 'GET'),
        headers: {
          host: url.host,
          'user-agent': 'WISSIL test',
          ...this.#headers,
          ...(this.cookies.size > 0 && { cookie: [...this.cookies].map((pair) => pair.join('=')).join('; ') }),
          ...(form && { 'content-type': 'application/x-www-form-urlencoded', origin: this.#publicUrl }),
          ...(sent !== undefined && { 'content-length': String(Buffer.byteLength(sent)) }),
          ...headers,
        },
      },
      (response) => {
        for (const cookie of response.headers['set-cookie'] ?? []) this.#keep(cookie);
        text(response).then((read) => {
          const { statusCode: status = 0, headers: got } = response;
          const token = /name="csrf" value="([^"]+)"/.exec(read)?.[1];
          if (token !== undefined) this.#formTokens.set(url.pathname, token);
          resolve({ status, location: got.location, headers: got, body: read, url: url.href });
        }, reject);
      },
    );
    outgoing.on('error', reject);
    outgoing.end(sent);
    return promise;
  }

  /** Goes where it is sent, until it is sent nowhere any more, or away from LANDING. */
  async follow(first: Visit): Promise<Visit> {
    let last = first;
    for (let hops = 0; last.location !== undefined && hops < 10; hops++) {
      const next = new URL(last.location, last.url);
      if (next.origin !== new URL(this.#publicUrl).origin) return last;
      last = await this.visit(next.href);
    }
    return last;
  }

  #keep(cookie: string): void {
    const [pair = '', ...attributes] = cookie.split(/;\s*/);
    const [name = '', value = ''] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)];
    const ends = attributes.some((attribute) => /^max-age=0$/i.test(attribute) || /^expires=Thu, 01 Jan 1970/i.test(attribute));
    if (ends || value === '') this.cookies.delete(name);
    else this.cookies.set(name, value);
  }
}
