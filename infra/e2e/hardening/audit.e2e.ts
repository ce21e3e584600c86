import { serverAudits } from 'graphql-http';
import { startSupergraph, type Supergraph } from '@wissil/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';

/** LANDING's front door, the gateway's own port, and the endpoint of each subgraph. */
const ENDPOINTS = ['door', 'gateway', 'landing', 'slate', 'ignition', 'spark', 'ignis', 'waypoint'] as const;

let supergraph: Supergraph;

beforeAll(async () => {
  supergraph = await startSupergraph({ env: { LOG_LEVEL: 'error' } });
});

afterAll(() => supergraph?.[Symbol.asyncDispose]());

test.for(ENDPOINTS)(
  '[SHAPE-1] GraphQL over HTTP at %s: nothing that the specification says a server must or should do is missing',
  async (endpoint) => {
    const begun = performance.now();
    const headers = endpoint === 'door' || endpoint === 'gateway' ? await supergraph.authorization() : await supergraph.signed();
    const signedIn: typeof fetch = (url, init) =>
      fetch(url, { ...init, headers: { ...(init?.headers as Record<string, string>), ...headers } });
    const results = await Promise.all(serverAudits({ url: addressOf(endpoint), fetchFn: signedIn }).map((audit) => audit.fn()));
    const failed = results.flatMap((result) => (result.status === 'ok' ? [] : [`${result.status} ${result.name}: ${result.reason}`]));
    const optional = failed.filter((failure) => failure.startsWith('notice MAY '));
    console.info(
      `${endpoint}: ${results.length} audits in ${Math.round(performance.now() - begun)} ms, ${results.length - failed.length} passed, without ${optional.length} of MAY`,
    );
    expect(results.length).toBeGreaterThan(50);
    expect(failed.filter((failure) => !optional.includes(failure))).toEqual([]);
    // Browsers send GETs across origins: only the gateway, which looks at where they come from, answers them without a header of its own.
    if (endpoint === 'door' || endpoint === 'gateway') expect(optional).toEqual([]);
  },
);

function addressOf(endpoint: (typeof ENDPOINTS)[number]): string {
  if (endpoint === 'door') return `${supergraph.url}/graphql`;
  if (endpoint === 'gateway') return `${supergraph.gatewayUrl}/graphql`;
  return `${supergraph.urls[endpoint]}/subgraph`;
}
