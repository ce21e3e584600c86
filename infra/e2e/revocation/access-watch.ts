import { setTimeout as delay } from 'node:timers/promises';
import type { Supergraph } from '@wissil/testkit';

/** What a request came to. */
export type Verdict = 'allowed' | 'FORBIDDEN' | 'UNAUTHENTICATED' | `unexpected ${string}`;

/** One address that is asked again and again with one credential. */
export interface Watched {
  name: string;
  verdict: Verdict | undefined;
  /** When the present verdict was heard first, by `performance.now()`. */
  since: number;
  /** Verdicts that were followed by another. */
  before: Verdict[];
}

export interface AccessWatch extends AsyncDisposable {
  readonly watched: readonly Watched[];
}

const PAUSE_MS = 40;

/** What `audit.read` allows, then what `token.read` allows. */
const QUERY = '{ auditEntries(first: 1) { edges { node { id } } } tokens(first: 1) { totalCount } }';

/** Asks every port, GraphQL and REST, without end. */
export function watchAccess(
  supergraph: Pick<Supergraph, 'gatewayUrl' | 'urls'>,
  name: string,
  headers: Record<string, string>,
): AccessWatch {
  const { gatewayUrl, urls } = supergraph;
  const json = { ...headers, 'content-type': 'application/json', 'x-wissil-client': 'test' };
  const asks: Record<string, () => Promise<Verdict>> = {
    ...Object.fromEntries(
      Object.entries({ gateway: gatewayUrl, ...urls }).map(([port, url]) => [`graph at ${port}`, () => askGraph(`${url}/graphql`, json)]),
    ),
    'export at landing': () => askRest(`${urls.landing}/api/audit/export?format=csv`, { headers }),
    'tokens at slate': () => askRest(`${urls.slate}/api/tokens`, { headers }),
    // Not a component: whoever may save one is told so.
    'saving at spark': () => askRest(`${urls.spark}/api/components/save`, { method: 'POST', headers: json, body: '{}' }),
  };
  const ending = new AbortController();
  const watched = Object.keys(asks).map((what): Watched => ({ name: `${name}, ${what}`, verdict: undefined, since: 0, before: [] }));
  const loops = Object.values(asks).map(async (ask, index) => {
    const place = watched[index] as Watched;
    while (!ending.signal.aborted) {
      const verdict = await ask().catch((error: unknown): Verdict => `unexpected ${String(error)}`);
      if (verdict !== place.verdict) {
        if (place.verdict !== undefined) place.before.push(place.verdict);
        Object.assign(place, { verdict, since: performance.now() });
      }
      await delay(PAUSE_MS);
    }
  });
  return {
    watched,
    async [Symbol.asyncDispose]() {
      ending.abort();
      await Promise.all(loops);
    },
  };
}

async function askGraph(url: string, headers: Record<string, string>): Promise<Verdict> {
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query: QUERY }) });
  const text = await response.text();
  if (response.status === 401) return 'UNAUTHENTICATED';
  const { data, errors = [] } = JSON.parse(text) as {
    data?: Record<string, unknown>;
    errors?: { path?: unknown[]; extensions?: { code?: string } }[];
  };
  // What every role may see has to go on.
  if (response.status !== 200 || !data?.['tokens']) return `unexpected ${text}`;
  if (data['auditEntries']) return 'allowed';
  return errors.some(({ extensions }) => extensions?.code === 'FORBIDDEN') ? 'FORBIDDEN' : `unexpected ${text}`;
}

async function askRest(url: string, init: RequestInit): Promise<Verdict> {
  const { status, body } = await fetch(url, init);
  await body?.cancel();
  if (status === 401) return 'UNAUTHENTICATED';
  if (status === 403) return 'FORBIDDEN';
  return status === 200 || (init.method === 'POST' && status === 400) ? 'allowed' : `unexpected ${status}`;
}
