import { type Caller, IDENTITY_HEADER } from '@wissil/platform/auth';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRequestContext } from '../request-context.ts';
import { type RunningGateway, startGateway } from '../testing/running-gateway.ts';
import { startStore, type Store } from '../testing/store-subgraphs.ts';
import { bearer, openTestIdentities, testCaller, type TestIdentities } from '../testing/test-identities.ts';

let store: Store;
let identities: TestIdentities;
beforeAll(async () => {
  store = await startStore();
  identities = await openTestIdentities();
});
afterAll(() => store[Symbol.asyncDispose]());

/** For whom each request came to the subgraph, as it can verify. */
async function callersOf(requests: readonly { headers: Record<string, unknown> }[]): Promise<Caller[]> {
  return Promise.all(requests.map(({ headers }) => identities.verifier.verify(headers[IDENTITY_HEADER] as string)));
}

const subjects = (callers: readonly Caller[]): string[] => callers.map(({ subject }) => subject).sort();

describe('the identity of a request', () => {
  it('[AUTH-1] is signed for subgraphs, and what a client says about it never reaches them', async () => {
    await using gateway = await startGateway(store.supergraph, {
      identities,
      environment: { GATEWAY_FORWARDED_HEADERS: `accept-language,${IDENTITY_HEADER}` },
    });
    const { requests } = store.subgraphs.accounts;
    requests.length = 0;
    const forged = await identities.signer.tokenFor(testCaller('ADMIN'));
    await gateway.post({ query: '{me{id}}' }, { headers: { ...bearer('ENGINEER.ada'), [IDENTITY_HEADER]: forged } });
    expect(requests).toHaveLength(1);
    const [caller] = await callersOf(requests);
    expect(caller).toMatchObject({
      kind: 'human',
      subject: 'usr_ada',
      role: 'ENGINEER',
      credential: 'ses_ENGINEER.ada',
      address: '127.0.0.1',
    });
  });

  it('[AUTH-1] is signed once for many requests, and says no more than the access token allows', async () => {
    await using gateway = await startGateway(store.supergraph, { identities, environment: { GATEWAY_DEDUPE: 'false' } });
    identities.authority.set('ENGINEER.tool', { kind: 'tool', actions: ['account.read'], credential: 'act_1', credentialName: 'a tool' });
    const { requests } = store.subgraphs.accounts;
    requests.length = 0;
    for (let request = 0; request < 5; request++) await gateway.post({ query: '{me{id}}' }, { headers: bearer('ENGINEER.tool') });
    expect(new Set(requests.map(({ headers }) => headers[IDENTITY_HEADER])).size).toBe(1);
    const [caller] = await callersOf(requests);
    expect([caller?.kind, [...(caller?.permissions ?? [])], caller?.credentialName]).toEqual(['tool', ['account.read'], 'a tool']);
  });
});

/** Sends the query for all these people at once; resolves when it has been sent to the subgraph for each, or somebody else's is theirs too. */
type Send = (gateway: RunningGateway, query: string, people: readonly string[]) => Promise<() => Promise<unknown>>;

const overHttp: Send = async (gateway, query, people) => {
  const answers = Promise.all(people.map((person) => gateway.post({ query }, { headers: bearer(person) })));
  const shared = async () => (await gateway.metrics.getSingleMetric('wissil_gateway_shared_operations_total')!.get()).values[0]?.value ?? 0;
  await expect.poll(async () => store.subgraphs.accounts.requests.length + (await shared())).toBe(people.length);
  return () => answers;
};

const inOneTurn: Send = async ({ gateway: { preparer, executor } }, query, people) => {
  const { compiled } = preparer.prepare({ query });
  const answers = Promise.all(
    people.map((person) => {
      const request = createRequestContext({ operation: compiled, caller: testCaller(person), requestId: person });
      return executor.execute(compiled, {}, request);
    }),
  );
  return () => answers;
};

describe.each([
  ['in-flight sharing', overHttp],
  ['batching', inOneTurn],
])('%s', (_name, send) => {
  /** For whom the subgraph was asked, when these people have sent the query at the same time. */
  async function askers(query: string, people: readonly string[]): Promise<Caller[]> {
    await using gateway = await startGateway(store.supergraph, { identities });
    const { accounts } = store.subgraphs;
    accounts.requests.length = 0;
    const held = Promise.withResolvers<void>();
    accounts.fault = (_request, response) => void held.promise.then(() => response.end('{"data":{"users":[]}}'));
    const answers = await send(gateway, query, people);
    held.resolve();
    await answers();
    accounts.fault = undefined;
    return callersOf(accounts.requests);
  }

  it('[AUTH-2] is for callers with the same permissions', async () => {
    const people = Array.from({ length: 8 }, (_, index) => `ENGINEER.e${index}`);
    expect((await askers('{users(first:1){id}}', people)).map(({ scope }) => scope)).toEqual(['ENGINEER']);
  });

  it('[AUTH-2] is never across roles', async () => {
    const asked = await askers('{users(first:1){id}}', ['ENGINEER.ada', 'DESIGNER.dan', 'ADMIN.eve', 'AGENT.max', 'ADMIN.eve']);
    expect(subjects(asked)).toEqual(['usr_ada', 'usr_dan', 'usr_eve', 'usr_max']);
  });

  it('[AUTH-2] is never for what is personal', async () => {
    expect(subjects(await askers('{mine{id}}', ['ENGINEER.ada', 'ENGINEER.bob', 'ENGINEER.cyd']))).toEqual([
      'usr_ada',
      'usr_bob',
      'usr_cyd',
    ]);
    const nested = 'query A($no:Boolean=false){users(first:1){id} ...M} fragment M on Query{mine @include(if:$no){id}}';
    expect(subjects(await askers(nested, ['ENGINEER.ada', 'ENGINEER.bob']))).toEqual(['usr_ada', 'usr_bob']);
  });

  it('[AUTH-6] is never for what is denied: each attempt is recorded for who made it', async () => {
    expect(subjects(await askers('{secret{id}}', ['ENGINEER.ada', 'ENGINEER.bob']))).toEqual(['usr_ada', 'usr_bob']);
    expect(subjects(await askers('{secret{id}}', ['ADMIN.ada', 'ADMIN.bob']))).toHaveLength(1);
  });
});
