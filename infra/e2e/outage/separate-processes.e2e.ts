import { startSupergraph, type Supergraph, waitFor } from '@wissil/testkit';
import { expect, test } from 'vitest';

test('[TOPO-4] [LAND-2] a killed process is started again, and subscribers of the gateway hear of both', async () => {
  await using supergraph = await startSupergraph({ topology: 'processes' });
  await waitFor(() => allUp(supergraph), { timeout: 30_000, what: 'LANDING to see all six up' });
  await using changes = await healthChanges(supergraph);
  const killed = supergraph.processOf('slate');
  process.kill(killed, 'SIGKILL');
  await changes.reach('SLATE', 'DOWN');
  await changes.reach('SLATE', 'UP');
  expect(supergraph.processOf('slate')).not.toBe(killed);
  const { data, errors } = await supergraph.graphql('{ token(path: "color.white") { cssValue } }');
  expect({ data, errors }).toEqual({ data: { token: { cssValue: expect.any(String) } }, errors: undefined });
  await supergraph.stop();
});

async function allUp(supergraph: Supergraph): Promise<boolean> {
  const { data } = await supergraph.graphql<{ systems: { edges: { node: { health: { status: string } } }[] } }>(
    '{ systems(first: 10) { edges { node { health { status } } } } }',
  );
  return data.systems.edges.every(({ node }) => node.health.status === 'UP');
}

/** The states that systems change to, from now on, by server-sent events. */
async function healthChanges(supergraph: Supergraph) {
  const ending = new AbortController();
  const response = await fetch(`${supergraph.gatewayUrl}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...(await supergraph.authorization()) },
    body: JSON.stringify({ query: 'subscription { systemHealthChanged { name health { status } } }' }),
    signal: ending.signal,
  });
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  const events = systemsOf(response.body as ReadableStream<Uint8Array>);
  return {
    /** Resolves when the system of this name changes to the state. */
    async reach(name: string, status: string): Promise<void> {
      for (;;) {
        const { value, done } = await events.next();
        if (done) throw new Error('the gateway has ended the subscription');
        if (value.name === name && value.health.status === status) return;
      }
    },
    async [Symbol.asyncDispose]() {
      ending.abort();
      await events.return(undefined).catch(() => undefined);
    },
  };
}

interface SystemChange {
  name: string;
  health: { status: string };
}

async function* systemsOf(body: ReadableStream<Uint8Array>): AsyncGenerator<SystemChange> {
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of body) {
    const lines = (text + decoder.decode(chunk, { stream: true })).split('\n');
    text = lines.pop() ?? '';
    for (const line of lines) {
      const payload = /^data: ?(\{.*)/.exec(line)?.[1];
      if (payload) yield (JSON.parse(payload) as { data: { systemHealthChanged: SystemChange } }).data.systemHealthChanged;
    }
  }
}
