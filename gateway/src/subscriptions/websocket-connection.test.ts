import { request } from 'node:http';
import { waitFor } from '@wissil/testkit';
import { createClient, type Client } from 'graphql-ws';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { bearer } from '../testing/test-identities.ts';
import { type LiveGateway, type LiveGatewayOptions, startLiveGateway } from './testing/live-gateway.ts';
import { SocketClient } from './testing/socket-client.ts';
import { openTestBus, type TestBus } from './testing/test-bus.ts';

let opened: TestBus;
beforeAll(async () => {
  opened = await openTestBus();
});
afterAll(() => opened[Symbol.asyncDispose]());

const start = (options: Omit<LiveGatewayOptions, 'bus'> = {}): Promise<LiveGateway> => startLiveGateway({ bus: opened.bus, ...options });

async function listening(gateway: LiveGateway, subscribers: number): Promise<void> {
  await waitFor(() => gateway.subscriptions.stats().subscribers === subscribers && gateway.subscriptions.stats().opening === 0);
}

const CHANGED = 'subscription { systemChanged { id name } }';

describe('graphql-transport-ws', () => {
  it('[SHAPE-2] feeds the graphql-ws client: query, mutation and subscription over one socket', async () => {
    await using gateway = await start();
    const client = createClient({
      url: gateway.webSocketUrl,
      webSocketImpl: WebSocket,
      retryAttempts: 0,
      connectionParams: bearer('ADMIN'),
    });
    onTestFinished(() => void client.dispose());

    expect(await single(client, '{ system(id: "sys_slate") { id seenBy } }')).toEqual({
      data: { system: { id: 'sys_slate', seenBy: 'ADMIN' } },
    });
    expect(await single(client, 'mutation { rename(id: "sys_slate", name: "SLATE") { name } }')).toEqual({
      data: { rename: { name: 'SLATE' } },
    });

    const changes = client.iterate({ query: 'subscription { systemChanged { id alias: name seenBy } }' });
    const first = changes.next();
    await listening(gateway, 1);
    await gateway.publish({ id: 'sys_spark', name: 'SPARK' });
    expect((await first).value).toEqual({ data: { systemChanged: { id: 'sys_spark', alias: 'SPARK', seenBy: 'ADMIN' } } });
    await changes.return?.();
    await waitFor(() => gateway.subscriptions.stats().subjects === 0);
    expect(gateway.subscriptions.stats()).toMatchObject({ groups: 0, subscribers: 0 });
  });

  it('[SHAPE-2] reports what is wrong with an operation to that operation alone', async () => {
    await using gateway = await start();
    await using client = await SocketClient.connect(gateway.webSocketUrl);
    const refused = async (query: string, variables?: Record<string, unknown>) => {
      client.subscribe('bad', query, variables);
      const { type, id, payload } = await client.next();
      expect({ type, id }).toEqual({ type: 'error', id: 'bad' });
      return (payload as { message: string }[]).map(({ message }) => message).join();
    };
    expect(await refused('subscription {')).toMatch(/Syntax Error/);
    expect(await refused('subscription { nothing { id } }')).toMatch(/Cannot query field "nothing"/);
    expect(await refused('subscription { unsourced { id } }')).toMatch(/"unsourced" has no @eventSource/);
    expect(await refused('subscription ($id: ID!) { oneSystemChanged(id: $id) { id } }', { id: 'a.*' })).toBe(
      'Argument "id" of subscription "oneSystemChanged" must be one or more letters, digits, "_" or "-"; "a.*" was given.',
    );
    expect(await refused('subscription ($id: ID!) { oneSystemChanged(id: $id) { id } }', {})).toMatch(/\$id/);
    client.send({ type: 'ping', payload: { at: 1 } });
    expect(await client.next()).toEqual({ type: 'pong', payload: { at: 1 } });
  });

  it('[SHAPE-2] delivers only the events of the subject that the arguments name', async () => {
    await using gateway = await start();
    await using client = await SocketClient.connect(gateway.webSocketUrl);
    client.subscribe('one', 'subscription { oneSystemChanged(id: "sys_slate") { name } }');
    await listening(gateway, 1);
    await gateway.publish({ id: 'sys_spark', name: 'SPARK' }, 'system.sys_spark.changed');
    await gateway.publish({ id: 'sys_slate', name: 'SLATE' }, 'system.sys_slate.changed');
    expect(await client.next()).toEqual({ type: 'next', id: 'one', payload: { data: { oneSystemChanged: { name: 'SLATE' } } } });
  });

  it('[SHAPE-2] stops with complete, and the id is free again', async () => {
    await using gateway = await start();
    await using client = await SocketClient.connect(gateway.webSocketUrl);
    client.subscribe('a', CHANGED);
    await listening(gateway, 1);
    client.send({ type: 'complete', id: 'a' });
    client.send({ type: 'complete', id: 'never used' });
    await listening(gateway, 0);
    client.subscribe('a', CHANGED);
    await listening(gateway, 1);
    await gateway.publish({ id: 'sys_slate', name: 'SLATE' });
    expect(await client.next()).toMatchObject({ type: 'next', id: 'a' });
  });

  it('[SHAPE-2] cancels a query that the client completes, and never answers it', async () => {
    await using gateway = await start();
    gateway.subgraphs.hold('sys_slate');
    await using client = await SocketClient.connect(gateway.webSocketUrl);
    client.subscribe('q', '{ system(id: "sys_slate") { held } }');
    await gateway.subgraphs.reached('sys_slate');
    client.send({ type: 'complete', id: 'q' });
    client.send({ type: 'ping' });
    expect(await client.next()).toEqual({ type: 'pong' });
    gateway.subgraphs.release('sys_slate');
    client.subscribe('q', '{ system(id: "sys_spark") { id } }');
    expect(await client.next()).toEqual({ type: 'next', id: 'q', payload: { data: { system: { id: 'sys_spark' } } } });
    expect(await client.next()).toEqual({ type: 'complete', id: 'q' });
  });
});

describe('what a client leaves behind', () => {
  const leave = async (query: string): Promise<string | undefined> => {
    await using gateway = await start();
    gateway.subgraphs.hold('sys_slate');
    const client = await SocketClient.connect(gateway.webSocketUrl);
    client.subscribe('a', query);
    await gateway.subgraphs.reached('sys_slate');
    const executing = gateway.subgraphs.lastRequest();
    await client[Symbol.asyncDispose]();
    await waitFor(() => gateway.subscriptions.stats().sockets === 0);
    return executing?.signal?.aborted === true ? 'cancelled' : 'runs on';
  };

  it('[SHAPE-2] is cancelled when it is a query, and finished when it is a mutation', async () => {
    expect(await leave('{ system(id: "sys_slate") { held } }')).toBe('cancelled');
    expect(await leave('mutation { rename(id: "sys_slate", name: "x") { held } }')).toBe('runs on');
  });
});

describe('graphql-transport-ws, broken', () => {
  const init = { type: 'connection_init', payload: bearer('ADMIN') };
  const subscribe = { type: 'subscribe', id: 'a', payload: { query: CHANGED } };

  it.each<[string, (object | string)[], number, RegExp]>([
    ['not JSON', ['{'], 4400, /not JSON/],
    ['no object', ['[]'], 4400, /expected object/],
    ['null', ['null'], 4400, /expected object/],
    ['no type', [{}], 4400, /type/],
    ['an unknown type', [{ type: 'start' }], 4400, /type/],
    ['a message of the server', [{ type: 'connection_ack' }], 4400, /type/],
    ['subscribe without an id', [init, { ...subscribe, id: undefined }], 4400, /id/],
    ['subscribe with an empty id', [init, { ...subscribe, id: '' }], 4400, /id/],
    ['subscribe with a huge id', [init, { ...subscribe, id: 'x'.repeat(257) }], 4400, /id/],
    ['subscribe without a payload', [init, { type: 'subscribe', id: 'a' }], 4400, /payload/],
    ['subscribe without a query', [init, { ...subscribe, payload: {} }], 4400, /expected a query/],
    ['variables that are no object', [init, { ...subscribe, payload: { query: CHANGED, variables: 'x' } }], 4400, /payload.variables/],
    ['subscribe before the acknowledgement', [subscribe], 4401, /Unauthorized/],
    ['two initialisations', [init, init], 4429, /Too many initialisation requests/],
    ['an id that is in use', [init, subscribe, subscribe], 4409, /Subscriber for a already exists/],
    ['a message over the limit', [init, { type: 'ping', payload: { x: 'x'.repeat(300_000) } }], 1009, /^/],
  ])('[SHAPE-2] closes on %s', async (_what, messages, code, reason) => {
    await using gateway = await start();
    await using client = new SocketClient(gateway.webSocketUrl);
    await client.opened();
    for (const message of messages) {
      client.send(message);
      if (message === init && code !== 4429) await client.next();
    }
    expect(await client.closed).toEqual({ code, reason: expect.stringMatching(reason) as string });
    await waitFor(() => gateway.subscriptions.stats().sockets === 0);
    expect(gateway.subscriptions.stats()).toMatchObject({ subscribers: 0, groups: 0 });
  });

  it('[SHAPE-2] is not brought down by nesting', async () => {
    await using gateway = await start();
    await using client = await SocketClient.connect(gateway.webSocketUrl);
    const nested = `{"a":${'['.repeat(60_000)}${']'.repeat(60_000)}}`;
    client.send(`{"type":"subscribe","id":"a","payload":{"query":"subscription { systemChanged { id } }","variables":${nested}}}`);
    client.send(`{"type":"ping","payload":${nested}}`);
    expect([await client.next(), await client.next()]).toMatchObject([{ type: 'error', id: 'a' }, { type: 'pong' }]);
  });

  it('[SHAPE-2] closes on binary data', async () => {
    await using gateway = await start();
    await using client = await SocketClient.connect(gateway.webSocketUrl);
    client.webSocket.send(Buffer.from('{"type":"ping"}'), { binary: true });
    expect(await client.closed).toMatchObject({ code: 4400, reason: expect.stringMatching(/binary/) as string });
  });

  it('[SHAPE-2] survives bytes that are no WebSocket frames', async () => {
    await using gateway = await start();
    await using broken = await SocketClient.connect(gateway.webSocketUrl);
    await using other = await SocketClient.connect(gateway.webSocketUrl);
    const { _socket: socket } = broken.webSocket as unknown as { _socket: NodeJS.WritableStream };
    socket.write(Buffer.from([0xff, 0xff, 0x00, 0x12, 0x7f]));
    await broken.closed;
    other.send({ type: 'ping' });
    expect(await other.next()).toEqual({ type: 'pong' });
  });

  it('[SHAPE-2] closes when no initialisation comes', async () => {
    await using gateway = await start({ limits: { connectionInitTimeoutMs: 20 } });
    await using silent = new SocketClient(gateway.webSocketUrl);
    expect(await silent.closed).toEqual({ code: 4408, reason: 'Connection initialisation timeout' });
  });

  it('[SHAPE-2] closes when the subprotocol is another, or the caller is refused', async () => {
    await using gateway = await start();
    await using none = new SocketClient(gateway.webSocketUrl, { protocol: '' });
    expect(await none.closed).toMatchObject({ code: 4406 });
    await using stranger = new SocketClient(gateway.webSocketUrl);
    await stranger.opened();
    stranger.send({ type: 'connection_init' });
    expect(await stranger.closed).toEqual({ code: 4401, reason: expect.stringMatching(/^Unauthorized: Sign in first/) as string });
  });

  it('[SHAPE-2] refuses more operations than the limit, and runs the others on', async () => {
    await using gateway = await start({ limits: { maxOperationsPerSocket: 2 } });
    await using client = await SocketClient.connect(gateway.webSocketUrl);
    for (const id of ['a', 'b', 'c']) client.subscribe(id, CHANGED);
    expect(await client.next()).toMatchObject({ type: 'error', id: 'c', payload: [{ extensions: { code: 'TOO_MANY_OPERATIONS' } }] });
    await listening(gateway, 2);
    await gateway.publish({ id: 'sys_slate', name: 'SLATE' });
    expect([await client.next(), await client.next()]).toMatchObject([
      { type: 'next', id: 'a' },
      { type: 'next', id: 'b' },
    ]);
  });

  it('[SHAPE-2] ends peers that answer no ping, and keeps those that do', async () => {
    await using gateway = await start({ limits: { keepAliveMs: 200 } });
    await using dead = await SocketClient.connect(gateway.webSocketUrl, { autoPong: false });
    await using alive = await SocketClient.connect(gateway.webSocketUrl);
    expect(await dead.closed).toMatchObject({ code: 1006 });
    alive.send({ type: 'ping' });
    expect(await alive.next()).toEqual({ type: 'pong' });
    expect(gateway.subscriptions.stats()).toMatchObject({ sockets: 1, deadPeers: 1 });
  });
});

describe('the upgrade', () => {
  function status(gateway: LiveGateway, origin: string | undefined): Promise<number> {
    const headers = {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
      ...(origin === undefined ? {} : { origin }),
    };
    return new Promise((resolve, reject) => {
      const upgrading = request(gateway.httpUrl, { headers });
      upgrading.once('upgrade', (_response, socket) => resolve(101) ?? socket.destroy());
      upgrading.once('response', (response) => resolve(response.statusCode ?? 0) ?? response.resume());
      upgrading.once('error', reject);
      upgrading.end();
    });
  }

  it('[SHAPE-2] is refused to pages of foreign origins', async () => {
    await using gateway = await start({ allowedOrigins: ['https://wissil.example'] });
    const own = new URL(gateway.httpUrl).origin;
    expect(await Promise.all([undefined, own, 'https://wissil.example'].map((origin) => status(gateway, origin)))).toEqual([101, 101, 101]);
    const foreign = ['https://evil.example', 'null', 'garbage', 'http://127.0.0.1:1', 'https://wissil.example.evil.example'];
    expect(await Promise.all(foreign.map((origin) => status(gateway, origin)))).toEqual([403, 403, 403, 403, 403]);
  });

  it('[SHAPE-2] is refused above the number of connections that the gateway serves', async () => {
    await using gateway = await start({ limits: { maxConnections: 1 } });
    await using first = await SocketClient.connect(gateway.webSocketUrl);
    expect(await status(gateway, undefined)).toBe(503);
    first.send({ type: 'ping' });
    expect(await first.next()).toEqual({ type: 'pong' });
  });
});

function single(client: Client, query: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    let result: unknown;
    client.subscribe({ query }, { next: (value) => (result = value), error: reject, complete: () => resolve(result) });
  });
}
