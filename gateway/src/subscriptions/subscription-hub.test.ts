import type { EventBus } from '@wissil/platform/events';
import { waitFor } from '@wissil/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bearer } from '../testing/test-identities.ts';
import { type LiveGateway, type LiveGatewayOptions, startLiveGateway } from './testing/live-gateway.ts';
import { SocketClient } from './testing/socket-client.ts';
import { openTestBus, type TestBus } from './testing/test-bus.ts';
import { LANDING_SDL } from './testing/test-subgraphs.ts';

let opened: TestBus;
beforeAll(async () => {
  opened = await openTestBus();
});
afterAll(() => opened[Symbol.asyncDispose]());

const start = (options: Partial<LiveGatewayOptions> = {}): Promise<LiveGateway> => startLiveGateway({ bus: opened.bus, ...options });

async function listening(gateway: LiveGateway, subscribers: number): Promise<void> {
  await waitFor(() => gateway.subscriptions.stats().subscribers === subscribers && gateway.subscriptions.stats().opening === 0);
}

const CHANGED = 'subscription { systemChanged { id seenBy } }';

describe('groups', () => {
  it('[SHAPE-2] complete an event once for 1,000 subscribers, who all get the same payload', async () => {
    await using gateway = await start();
    await using clients = await connectAll(gateway, 50);
    for (const [index, client] of clients.all.entries()) {
      for (let each = 0; each < 20; each++) client.subscribe(`${'i'.repeat(each + 1)}-${index}`, CHANGED);
    }
    await listening(gateway, 1_000);
    expect(gateway.subscriptions.stats()).toMatchObject({ groups: 1, subjects: 1 });

    await gateway.publish({ id: 'sys_slate', name: 'SLATE', note: 'ä€😀' });
    const received = await Promise.all(clients.all.flatMap((client) => Array.from({ length: 20 }, () => client.next())));
    const payload = { data: { systemChanged: { id: 'sys_slate', seenBy: 'ADMIN' } } };
    const expected = clients.all.flatMap((_, index) =>
      Array.from({ length: 20 }, (_each, each) => ({ type: 'next', payload, id: `${'i'.repeat(each + 1)}-${index}` })),
    );
    expect(received).toEqual(expected);
    expect(gateway.subgraphs.reads).toBe(1);
    expect(gateway.subscriptions.stats()).toMatchObject({ events: 1, completions: 1, deliveries: 1_000 });
    const scraped = await gateway.metrics.metrics();
    expect(scraped).toMatch(/wissil_gateway_subscription_deliveries_total\{[^}]*\} 1000/);
  });

  it('[SHAPE-2] frame results of every length right', async () => {
    await using gateway = await start();
    await using client = await SocketClient.connect(gateway.webSocketUrl);
    client.subscribe('a', 'subscription { systemChanged { note } }');
    await listening(gateway, 1);
    for (const length of [0, 1, 20, 60, 65_400, 65_500, 65_600, 200_000]) {
      const note = '€'.repeat(length / 2) + 'x'.repeat(length % 2);
      await gateway.publish({ id: 'sys_slate', name: 'SLATE', note });
      expect(await client.next()).toEqual({ type: 'next', id: 'a', payload: { data: { systemChanged: { note } } } });
    }
  });

  it('[SHAPE-2] never mix callers, forwarded headers, variables or operations', async () => {
    await using gateway = await start({
      forwardedHeaders: ({ headers }): Record<string, string> =>
        headers['x-tenant'] === undefined ? {} : { 'x-tenant': String(headers['x-tenant']) },
    });
    const connect = (headers: Record<string, string>) => SocketClient.connect(gateway.webSocketUrl, { headers });
    await using one = await connect(bearer('ENGINEER'));
    await using two = await connect(bearer('DESIGNER'));
    await using tenant = await connect({ ...bearer('ENGINEER'), 'x-tenant': 't' });
    for (const client of [one, two, tenant]) client.subscribe('a', CHANGED);
    // Differ from `a` in nothing but white space and the id.
    one.subscribe('same', 'subscription {\n  systemChanged { id, seenBy }\n}');
    await listening(gateway, 4);
    expect(gateway.subscriptions.stats()).toMatchObject({ groups: 3, subjects: 1 });

    await gateway.publish({ id: 'sys_slate', name: 'SLATE' });
    const seenBy = async (client: SocketClient) =>
      ((await client.next()).payload as { data: { systemChanged: { seenBy: string } } }).data.systemChanged.seenBy;
    expect([await seenBy(one), await seenBy(one), await seenBy(two), await seenBy(tenant)]).toEqual([
      'ENGINEER',
      'ENGINEER',
      'DESIGNER',
      'ENGINEER',
    ]);
    expect(gateway.subgraphs.reads).toBe(3);

    const VARIABLES =
      'subscription A($id: ID!) { oneSystemChanged(id: $id) { id } } subscription B($id: ID!) { oneSystemChanged(id: $id) { id } }';
    const subscribe = (id: string, operationName: string, system: string) =>
      one.send({ type: 'subscribe', id, payload: { query: VARIABLES, operationName, variables: { id: system, ignored: id } } });
    subscribe('a1', 'A', 'x');
    subscribe('a2', 'A', 'x');
    subscribe('a3', 'A', 'y');
    subscribe('b1', 'B', 'x');
    await listening(gateway, 8);
    expect(gateway.subscriptions.stats()).toMatchObject({ groups: 6, subjects: 3 });
  });

  it('[SHAPE-2] keep the order of events, although later ones are completed sooner', async () => {
    await using gateway = await start();
    await using client = await SocketClient.connect(gateway.webSocketUrl);
    client.subscribe('a', 'subscription { systemChanged { id held } }');
    await listening(gateway, 1);
    gateway.subgraphs.hold('first');
    await gateway.publish({ id: 'first', name: '' });
    await gateway.subgraphs.reached('first');
    for (const id of ['second', 'third']) await gateway.publish({ id, name: '' });
    await waitFor(() => gateway.subscriptions.stats().completions === 2);
    gateway.subgraphs.release('first');
    const order = [await client.next(), await client.next(), await client.next()].map(({ payload }) => payload);
    expect(order).toMatchObject(['first', 'second', 'third'].map((id) => ({ data: { systemChanged: { id } } })));
  });

  it('[SHAPE-2] give an error of a completion as a result, and go on', async () => {
    await using gateway = await start();
    await using client = await SocketClient.connect(gateway.webSocketUrl);
    client.subscribe('a', 'subscription { systemChanged { id broken } }');
    await listening(gateway, 1);
    for (const id of ['sys_slate', 'sys_spark']) {
      await gateway.publish({ id, name: '' });
      expect(await client.next()).toMatchObject({
        type: 'next',
        payload: { data: { systemChanged: { id, broken: null } }, errors: [{ message: expect.stringContaining('broken') as string }] },
      });
    }
    // Not what the schema promises: null for the whole, and still no end.
    await gateway.publish(null as never);
    expect(await client.next()).toMatchObject({ type: 'next', payload: { data: null, errors: [{}] } });
    expect(gateway.subscriptions.stats()).toMatchObject({ subscribers: 1, failedCompletions: 3 });
  });

  it('[SHAPE-2] end with an error, rather than grow, when events come faster than they are answered', async () => {
    await using gateway = await start({ limits: { maxWaitingEvents: 3, concurrentCompletions: 1 } });
    await using client = await SocketClient.connect(gateway.webSocketUrl);
    client.subscribe('a', 'subscription { systemChanged { id held } }');
    client.subscribe('b', 'subscription { systemChanged { id } }');
    await listening(gateway, 2);
    gateway.subgraphs.hold('sys_slate');
    for (let event = 0; event < 4; event++) {
      await gateway.publish({ id: 'sys_slate', name: '' });
      expect(await client.next()).toMatchObject({ type: event < 3 ? 'next' : 'error', id: event < 3 ? 'b' : 'a' });
    }
    gateway.subgraphs.release('sys_slate');
    expect(await client.next()).toMatchObject({ type: 'next', id: 'b' });
    expect(gateway.subscriptions.stats()).toMatchObject({ subscribers: 1, groups: 1 });
  });
});

describe('a slow consumer', () => {
  it('[SHAPE-2] is dropped, while the others get everything', async () => {
    await using gateway = await start({ limits: { maxBufferedBytes: 100_000 } });
    await using slow = await SocketClient.connect(gateway.webSocketUrl);
    await using fast = await SocketClient.connect(gateway.webSocketUrl);
    const query = 'subscription { systemChanged { id note } }';
    slow.subscribe('a', query);
    fast.subscribe('a', query);
    await listening(gateway, 2);
    slow.webSocket.pause();
    const note = 'n'.repeat(200_000);
    let events = 0;
    while (gateway.subscriptions.stats().slowConsumers === 0) {
      await gateway.publish({ id: `sys_${events}`, name: '', note });
      expect(await fast.next()).toMatchObject({ payload: { data: { systemChanged: { id: `sys_${events}` } } } });
      events++;
      expect(events).toBeLessThan(200);
    }
    expect(gateway.subscriptions.stats()).toMatchObject({ subscribers: 1, slowConsumers: 1 });
    await waitFor(() => gateway.subscriptions.stats().sockets === 1);
    await gateway.publish({ id: 'last', name: '', note });
    expect(await fast.next()).toMatchObject({ payload: { data: { systemChanged: { id: 'last' } } } });
  });

  it('[SHAPE-2] that reads again is told why: 4413', async () => {
    await using gateway = await start({ limits: { maxBufferedBytes: 100_000 } });
    await using slow = await SocketClient.connect(gateway.webSocketUrl);
    slow.subscribe('a', 'subscription { systemChanged { id note } }');
    await listening(gateway, 1);
    slow.webSocket.pause();
    const note = 'n'.repeat(200_000);
    while (gateway.subscriptions.stats().slowConsumers === 0) {
      const { completions } = gateway.subscriptions.stats();
      await gateway.publish({ id: 'sys_slate', name: '', note });
      await waitFor(() => gateway.subscriptions.stats().completions > completions);
    }
    slow.webSocket.resume();
    expect(await slow.closed).toMatchObject({ code: 4413, reason: expect.stringContaining('Slow consumer') as string });
  });
});

describe('a new supergraph', () => {
  it('[SHAPE-2] keeps the subscriptions that are still valid, and ends the others with the reason', async () => {
    await using gateway = await start();
    await using client = await SocketClient.connect(gateway.webSocketUrl);
    client.subscribe('stays', 'subscription { systemChanged { id name } }');
    client.subscribe('goes', 'subscription { systemChanged { id note } }');
    client.subscribe('moves', 'subscription { oneSystemChanged(id: "x") { id } }');
    await listening(gateway, 3);

    gateway.recompose(
      LANDING_SDL.replace(' note: String', ' title: String').replace('system.{args.id}.changed', 'system.changed.{args.id}'),
    );
    expect(await client.next()).toMatchObject({
      type: 'error',
      id: 'goes',
      payload: [{ message: expect.stringMatching(/no longer offers this subscription: Cannot query field "note"/) as string }],
    });
    await listening(gateway, 2);
    await gateway.publish({ id: 'sys_slate', name: 'SLATE' });
    expect(await client.next()).toMatchObject({ id: 'stays', payload: { data: { systemChanged: { id: 'sys_slate', name: 'SLATE' } } } });
    await gateway.publish({ id: 'old', name: '' }, 'system.x.changed');
    await gateway.publish({ id: 'new', name: '' }, 'system.changed.x');
    expect(await client.next()).toMatchObject({ id: 'moves', payload: { data: { oneSystemChanged: { id: 'new' } } } });

    // Who comes later joins the group that was there before.
    client.subscribe('joins', 'subscription { systemChanged { id name } }');
    client.subscribe('title', 'subscription { systemChanged { title } }');
    await listening(gateway, 4);
    expect(gateway.subscriptions.stats().groups).toBe(3);
  });

  it('[SHAPE-2] finishes the events that it found under way', async () => {
    await using gateway = await start();
    await using client = await SocketClient.connect(gateway.webSocketUrl);
    client.subscribe('a', 'subscription { systemChanged { id held } }');
    await listening(gateway, 1);
    gateway.subgraphs.hold('sys_slate');
    await gateway.publish({ id: 'sys_slate', name: '' });
    await gateway.subgraphs.reached('sys_slate');
    gateway.recompose(LANDING_SDL.replace(' note: String', ''));
    gateway.subgraphs.release('sys_slate');
    expect(await client.next()).toMatchObject({ payload: { data: { systemChanged: { held: 'held sys_slate' } } } });
  });
});

describe('closing', () => {
  it('[SHAPE-2] answers what runs, delivers what came, and says goodbye with 1001', async () => {
    await using gateway = await start();
    await using client = await SocketClient.connect(gateway.webSocketUrl);
    for (const id of ['queried', 'event']) gateway.subgraphs.hold(id);
    client.subscribe('live', 'subscription { systemChanged { held } }');
    client.subscribe('query', '{ system(id: "queried") { held } }');
    await listening(gateway, 1);
    await gateway.publish({ id: 'event', name: '' });
    await Promise.all([gateway.subgraphs.reached('queried'), gateway.subgraphs.reached('event')]);

    const closing = gateway.subscriptions.close();
    client.subscribe('late', '{ system(id: "x") { id } }');
    expect(await client.next()).toMatchObject({ type: 'error', id: 'late', payload: [{ extensions: { code: 'GATEWAY_STOPPING' } }] });
    gateway.subgraphs.release('event');
    expect(await client.next()).toMatchObject({ type: 'next', id: 'live' });
    gateway.subgraphs.release('queried');
    expect(await client.next()).toMatchObject({ type: 'next', id: 'query', payload: { data: { system: { held: 'held queried' } } } });
    expect(await client.next()).toEqual({ type: 'complete', id: 'query' });
    expect(await client.closed).toEqual({ code: 1001, reason: 'The gateway is stopping' });
    await closing;
    expect(gateway.subscriptions.stats()).toMatchObject({ sockets: 0, subscribers: 0, groups: 0, subjects: 0 });
    await using refused = new SocketClient(gateway.webSocketUrl);
    expect(await refused.closed).toMatchObject({ code: 1006 });
  });
});

describe('the event bus', () => {
  it('[SHAPE-2] holds one subscription per subject, for as long as somebody listens', async () => {
    const held: string[] = [];
    const bus: EventBus = {
      ...delegate(opened.bus),
      async subscribe(pattern, handler) {
        const subscription = await opened.bus.subscribe(pattern, handler);
        held.push(pattern);
        return {
          async stop() {
            await subscription.stop();
            held.splice(held.indexOf(pattern), 1);
          },
        };
      },
    };
    await using gateway = await start({ bus, identities: opened.identities });
    await using client = await SocketClient.connect(gateway.webSocketUrl);
    client.subscribe('a', 'subscription { systemChanged { id } }');
    client.subscribe('b', 'subscription { systemChanged { name } }');
    client.subscribe('c', 'subscription { oneSystemChanged(id: "x") { id } }');
    await listening(gateway, 3);
    expect(held.toSorted()).toEqual(['system.changed', 'system.x.changed']);
    for (const id of ['a', 'c']) client.send({ type: 'complete', id });
    await waitFor(() => held.length === 1);
    expect(held).toEqual(['system.changed']);
    client.send({ type: 'complete', id: 'b' });
    await waitFor(() => held.length === 0);
  });

  it('[SHAPE-2] that does not answer fails the subscription with the reason, and the next one tries again', async () => {
    let reachable = false;
    const bus: EventBus = {
      ...delegate(opened.bus),
      subscribe: (...call) => (reachable ? opened.bus.subscribe(...call) : new Promise(() => {})),
    };
    await using gateway = await start({ bus, identities: opened.identities, limits: { subscribeTimeoutMs: 1_000 } });
    await using client = await SocketClient.connect(gateway.webSocketUrl);
    client.subscribe('a', CHANGED);
    expect(await client.next()).toMatchObject({ type: 'error', id: 'a', payload: [{ extensions: { code: 'EVENT_SOURCE_UNAVAILABLE' } }] });
    expect(gateway.subscriptions.stats()).toMatchObject({ subscribers: 0, groups: 0, subjects: 0 });
    reachable = true;
    client.subscribe('a', CHANGED);
    await listening(gateway, 1);
  });
});

function delegate(bus: EventBus): EventBus {
  return {
    publish: (events) => bus.publish(events),
    subscribe: (pattern, handler) => bus.subscribe(pattern, handler),
    consume: (options) => bus.consume(options),
    ping: () => bus.ping(),
    close: () => bus.close(),
  };
}

async function connectAll(gateway: LiveGateway, count: number): Promise<AsyncDisposable & { all: SocketClient[] }> {
  const all = await Promise.all(Array.from({ length: count }, () => SocketClient.connect(gateway.webSocketUrl)));
  return {
    all,
    async [Symbol.asyncDispose]() {
      await Promise.all(all.map((client) => client[Symbol.asyncDispose]()));
    },
  };
}
