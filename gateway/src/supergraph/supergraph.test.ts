import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { silentLogger } from '../logger.ts';
import { createRequestContext } from '../request-context.ts';
import { startGateway } from '../testing/running-gateway.ts';
import { testCaller } from '../testing/test-identities.ts';
import { startStore } from '../testing/store-subgraphs.ts';
import { composeSupergraph, CompositionFailed } from './compose.ts';
import { watchSupergraph } from './watch-supergraph.ts';

describe('composition', () => {
  it('[SHAPE-1] says what is wrong and where', () => {
    const sdl = 'type Query { a: Int }';
    expect(() => composeSupergraph([{ name: 'one', url: 'http://x', sdl: 'type Query {' }])).toThrow(/\[one\].*one:1:13/);
    const link = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.6", import: ["@key"])';
    try {
      composeSupergraph([
        { name: 'one', url: 'http://x', sdl: `${link} ${sdl}` },
        { name: 'two', url: 'http://x', sdl: `${link} type Query { a: String }` },
      ]);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(CompositionFailed);
      expect((error as Error).message).toMatch(/Query\.a/);
    }
  });

  it('[SHAPE-1] does not depend on the order of the subgraphs', () => {
    const one = { name: 'one', url: 'http://one', sdl: 'type Query { a: Int }' };
    const two = { name: 'two', url: 'http://two', sdl: 'type Query { b: Int }' };
    expect(composeSupergraph([one, two]).sdl).toBe(composeSupergraph([two, one]).sdl);
  });
});

describe('recomposition', () => {
  it('[SHAPE-1] swaps in without dropping what runs', async () => {
    await using store = await startStore();
    await using gateway = await startGateway(store.supergraph);
    const folder = await mkdtemp(join(tmpdir(), 'supergraph-'));
    const path = join(folder, 'supergraph.graphql');
    await writeFile(path, store.supergraph);
    const stop = watchSupergraph(path, gateway.gateway.holder, silentLogger);
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const reached = new Promise<void>((resolve) => {
      store.subgraphs.accounts.fault = (_request, response) => {
        resolve();
        void held.then(() => response.end('{"data":{"me":{"id":"u0","__typename":"User"}}}'));
      };
    });
    const running = gateway.query('{ me { id reviews(first: 1) { id } } }');
    await reached;
    const changed = new Promise<void>((resolve) => gateway.gateway.holder.onChange(() => resolve()));
    await writeFile(path, 'not a supergraph {');
    await writeFile(path, store.supergraph.replace('  fragile: Boolean! @join__field(graph: REVIEWS)\n', ''));
    await changed;
    release();
    expect(await running).toEqual({ data: { me: { id: 'u0', reviews: [{ id: 'r0' }] } } });
    store.subgraphs.accounts.fault = undefined;
    expect((await gateway.query('{ products { fragile } }')).errors?.[0]?.message).toMatch(/Cannot query field "fragile"/);
    expect(await gateway.query('{ me { id } }')).toEqual({ data: { me: { id: 'u0' } } });
    stop();
    await rm(folder, { recursive: true });
  });
});

describe('events of subscriptions', () => {
  it('[SHAPE-2] are completed from the payload, the owner and the other subgraphs', async () => {
    await using store = await startStore();
    await using gateway = await startGateway(store.supergraph);
    const { executor } = gateway.gateway;
    const compiled = executor.compile(
      parse(
        'subscription($id: ID!) { changed: userChanged(id: $id) { n: name role email(domain: "x.org") profile { since } reviews(first: 1) { body subject { title } } } }',
      ),
    );
    expect([compiled.kind, compiled.subscription?.subject, compiled.subscription?.argumentValues({ id: 'u1' })]).toEqual([
      'subscription',
      'user.{args.id}.changed',
      { id: 'u1' },
    ]);
    const request = createRequestContext({ operation: compiled, caller: testCaller('ADMIN'), requestId: 'r' });
    const complete = async (payload: unknown, operation = compiled) =>
      JSON.parse((await executor.completeEvent(operation, payload, { id: 'u1' }, request)).body) as unknown;
    const rest = { reviews: [{ body: 'Review 1', subject: { title: 'Product 1' } }] };
    expect(await complete({ id: 'u1' })).toEqual({
      data: { changed: { n: 'User 1 "quoted" é', role: 'MEMBER', email: 'u1@x.org', profile: null, ...rest } },
    });

    const whole = executor.compile(
      parse('subscription { userChanged(id: "u1") { n: name profile { bio since } reviews(first: 1) { id } } }'),
    );
    const before = store.subgraphs.accounts.requests.length;
    const payload = Object.freeze({ id: 'u1', name: 'of the event', profile: Object.freeze({ bio: null, since: 3 }) });
    expect(await complete(payload, whole)).toEqual({
      data: { userChanged: { n: 'of the event', profile: { bio: null, since: 3 }, reviews: [{ id: 'r1' }] } },
    });
    expect(store.subgraphs.accounts.requests.length).toBe(before);
    expect(await complete({ ...payload, profile: 'only named' }, whole)).toMatchObject({
      data: { userChanged: { n: 'User 1 "quoted" é', profile: null } },
    });

    const twice = executor.compile(
      parse(
        'fragment P on Profile { __typename bio since } subscription { userChanged(id: "u1") { a: profile { __typename ...P } b: profile { __typename ...P } } }',
      ),
    );
    const profile = { __typename: 'Profile', bio: 'Bio\n', since: 2000 };
    expect(await complete({ id: 'u0' }, twice)).toEqual({ data: { userChanged: { a: profile, b: profile } } });
    expect(await complete({ id: 'u0', profile }, twice)).toEqual({ data: { userChanged: { a: profile, b: profile } } });

    expect(await complete({ name: 'no id' }, whole)).toMatchObject({ data: null, errors: [{ path: ['userChanged'] }] });
    await store.subgraphs.reviews.stop();
    expect(await complete(payload, whole)).toMatchObject({
      data: null,
      errors: [{ message: 'The subgraph "reviews" cannot be reached.', path: ['userChanged'] }],
    });
  });
});
