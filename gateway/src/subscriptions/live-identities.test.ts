import { AuditTrail, type AuditNoted } from '@wissil/platform/audit';
import { createLogger } from '@wissil/platform/logging';
import { waitFor } from '@wissil/testkit';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { bearer, openTestIdentities, sessionCookie, type TestIdentities } from '../testing/test-identities.ts';
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
const connect = (gateway: LiveGateway, secret: string) => SocketClient.connect(gateway.webSocketUrl, { headers: bearer(secret) });

async function listening(gateway: LiveGateway, subscribers: number): Promise<void> {
  await waitFor(() => gateway.subscriptions.stats().subscribers === subscribers && gateway.subscriptions.stats().opening === 0);
}

/** Nothing is looked at but what the bus tells of. */
const BUS_ALONE = { identityCheckMs: 6_000_000 };

const CHANGED = 'subscription { systemChanged { id seenBy } }';
const SECRET = 'subscription { systemChanged { id secret } }';
const MINE = 'subscription { systemChanged { mine } }';
const forbidden = (id: string, permission: string) => ({
  type: 'error',
  id,
  payload: [{ message: expect.stringContaining(permission) as string, extensions: { code: 'FORBIDDEN', permission } }],
});

/** What an event stream says, from the comment on that begins it. */
async function eventStream(gateway: LiveGateway, query: string, headers: Record<string, string>) {
  const abort = new AbortController();
  onTestFinished(() => abort.abort());
  const response = await fetch(gateway.httpUrl, {
    method: 'POST',
    headers: { accept: 'text/event-stream', 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query }),
    signal: abort.signal,
  });
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  return {
    next: async () => (await reader.read()).value,
    async rest() {
      let text = '';
      for (let part = await reader.read(); !part.done; part = await reader.read()) text += part.value;
      return text;
    },
  };
}

describe('who opens a WebSocket', () => {
  async function closedWith(gateway: LiveGateway, options: { headers?: Record<string, string>; payload?: unknown }) {
    await using client = new SocketClient(gateway.webSocketUrl, { headers: options.headers ?? {} });
    await client.opened();
    client.send({ type: 'connection_init', payload: options.payload });
    return await Promise.race([client.closed.then(({ code }) => code), client.next().then(({ type }) => type)]);
  }

  it('[AUTH-1] is known by the cookie or header of the upgrade, or by connection_init', async () => {
    await using gateway = await start();
    expect(await closedWith(gateway, { headers: sessionCookie('ENGINEER') })).toBe('connection_ack');
    expect(await closedWith(gateway, { headers: bearer('ENGINEER') })).toBe('connection_ack');
    expect(await closedWith(gateway, { payload: bearer('ENGINEER') })).toBe('connection_ack');
    expect(await closedWith(gateway, { headers: bearer('unknown'), payload: bearer('ENGINEER') })).toBe('connection_ack');
  });

  it('[AUTH-1] is refused with 4401 without a good credential, whatever connection_init holds', async () => {
    await using gateway = await start();
    expect(await closedWith(gateway, {})).toBe(4401);
    expect(await closedWith(gateway, { payload: { authorization: 'ENGINEER' } })).toBe(4401);
    for (const authorization of ['', 'Bearer', 'Bearer unknown', 1, null, {}, ['Bearer ENGINEER'], `Bearer ${'A'.repeat(500)}`])
      expect(await closedWith(gateway, { headers: sessionCookie('ENGINEER'), payload: { authorization } })).toBe(4401);
    expect(await closedWith(gateway, { payload: { ...bearer('ENGINEER'), more: 'x'.repeat(20_000) } })).toBe(4400);
    expect(gateway.subscriptions.stats()).toMatchObject({ credentials: 0 });
  });

  it('[AUTH-1] is told to come again with 1013 while LANDING does not answer', async () => {
    await using identities = await openTestIdentities({ bus: opened.bus });
    await using gateway = await start({ identities });
    identities.authority.reachable = false;
    expect(await closedWith(gateway, { headers: bearer('ENGINEER') })).toBe(1013);
    identities.authority.reachable = true;
    expect(await closedWith(gateway, { headers: bearer('ENGINEER') })).toBe('connection_ack');
  });

  it('[AUTH-1] cannot be a foreign page with the cookie, where every page may open sockets', async () => {
    await using gateway = await start({ allowedOrigins: ['*'], ownOrigins: ['https://slate.example.org'] });
    const origin = 'https://evil.example';
    expect(await closedWith(gateway, { headers: { origin, ...sessionCookie('ENGINEER') } })).toBe(4403);
    expect(await closedWith(gateway, { headers: { origin }, payload: bearer('ENGINEER') })).toBe('connection_ack');
    expect(await closedWith(gateway, { headers: { origin: 'https://slate.example.org', ...sessionCookie('ENGINEER') } })).toBe(
      'connection_ack',
    );
  });
});

describe('a subscription', () => {
  it('[AUTH-2] is refused where the caller lacks a permission, over WebSocket and SSE, and the attempt is noted', async () => {
    const noted: AuditNoted[] = [];
    const silent = createLogger({ name: 'test', level: 'silent' });
    const audit = new AuditTrail('gateway', async ({ payload }) => void noted.push(payload as AuditNoted), silent);
    await using gateway = await start({ audit });
    await using designer = await connect(gateway, 'DESIGNER.dan');
    designer.subscribe('s', SECRET);
    expect(await designer.next()).toEqual(forbidden('s', 'audit.read'));
    await using agent = await connect(gateway, 'AGENT.max');
    agent.subscribe('c', CHANGED);
    expect(await agent.next()).toEqual(forbidden('c', 'system.read'));
    const stream = await eventStream(gateway, SECRET, bearer('DESIGNER.dan'));
    expect(await stream.rest()).toMatch(
      /^event: next\ndata: \{"errors":\[.*"permission":"audit.read".*\]\}\n\nevent: complete\ndata:\n\n$/,
    );
    expect(gateway.subscriptions.stats()).toMatchObject({ subscribers: 0, groups: 0, subjects: 0 });
    expect(noted.map(({ actor, operation, permission, outcome, code }) => [actor.subject, operation, permission, outcome, code])).toEqual([
      ['usr_dan', 'Subscription.systemChanged', 'audit.read', 'DENIED', 'FORBIDDEN'],
      ['usr_max', 'Subscription.systemChanged', 'system.read', 'DENIED', 'FORBIDDEN'],
      ['usr_dan', 'Subscription.systemChanged', 'audit.read', 'DENIED', 'FORBIDDEN'],
    ]);
    designer.subscribe('c', CHANGED);
    await listening(gateway, 1);
    await gateway.publish({ id: 'sys_slate', name: '' });
    expect(await designer.next()).toMatchObject({ id: 'c', payload: { data: { systemChanged: { seenBy: 'DESIGNER' } } } });
  });

  it('[AUTH-2] of 1,000 people with one role is one group, answered once', async () => {
    await using gateway = await start();
    const people = await Promise.all(Array.from({ length: 1_000 }, (_, index) => connect(gateway, `ENGINEER.e${index}`)));
    for (const person of people) person.subscribe('a', CHANGED);
    await listening(gateway, 1_000);
    expect(gateway.subscriptions.stats()).toMatchObject({ groups: 1, subjects: 1, credentials: 1_000 });
    await gateway.publish({ id: 'sys_slate', name: '' });
    const payload = { data: { systemChanged: { id: 'sys_slate', seenBy: 'ENGINEER' } } };
    expect(await Promise.all(people.map((person) => person.next()))).toEqual(people.map(() => ({ type: 'next', payload, id: 'a' })));
    expect(gateway.subgraphs.reads).toBe(1);
    await Promise.all(people.map((person) => person[Symbol.asyncDispose]()));
    await waitFor(() => gateway.subscriptions.stats().credentials === 0);
  });

  it('[AUTH-2] to what is personal is answered for each by themselves', async () => {
    await using gateway = await start();
    await using ada = await connect(gateway, 'ENGINEER.ada');
    await using bob = await connect(gateway, 'ENGINEER.bob');
    for (const client of [ada, bob]) client.subscribe('m', MINE);
    await listening(gateway, 2);
    expect(gateway.subscriptions.stats()).toMatchObject({ groups: 2 });
    await gateway.publish({ id: 'sys_slate', name: '' });
    expect(await ada.next()).toMatchObject({ payload: { data: { systemChanged: { mine: 'usr_ada' } } } });
    expect(await bob.next()).toMatchObject({ payload: { data: { systemChanged: { mine: 'usr_bob' } } } });
  });

  it('[AUTH-2] that listens by caller brings each what is theirs, and is none where its answers could be shared', async () => {
    const field = (permission: string) =>
      LANDING_SDL.replace(
        'type Subscription {',
        `type Subscription { told: System @permission(action: "${permission}") @eventSource(subject: "system.{caller.subject}.told")`,
      );
    await using gateway = await start();
    gateway.recompose(field('account.read'));
    await using ada = await connect(gateway, 'ENGINEER.ada');
    await using bob = await connect(gateway, 'ENGINEER.bob');
    for (const client of [ada, bob]) client.subscribe('t', 'subscription { told { id } }');
    await listening(gateway, 2);
    await gateway.publish({ id: 'for bob', name: '' }, 'system.usr_bob.told');
    await gateway.publish({ id: 'for ada', name: '' }, 'system.usr_ada.told');
    expect(await ada.next()).toMatchObject({ payload: { data: { told: { id: 'for ada' } } } });
    expect(await bob.next()).toMatchObject({ payload: { data: { told: { id: 'for bob' } } } });

    gateway.recompose(field('system.read'));
    const missing = { type: 'error', payload: [{ extensions: { code: 'EVENT_SOURCE_MISSING' } }] };
    expect([await ada.next(), await bob.next()]).toMatchObject([missing, missing]);
    bob.subscribe('u', 'subscription { told { id } }');
    expect(await bob.next()).toMatchObject({ ...missing, id: 'u' });
  });

  it('[AUTH-2] is completed for somebody who is still there, when the first of the group has gone', async () => {
    await using gateway = await start();
    const ada = await connect(gateway, 'ENGINEER.ada');
    ada.subscribe('h', 'subscription { systemChanged { held } }');
    await listening(gateway, 1);
    await using bob = await connect(gateway, 'ENGINEER.bob');
    bob.subscribe('h', 'subscription { systemChanged { held } }');
    await listening(gateway, 2);
    await ada[Symbol.asyncDispose]();
    await listening(gateway, 1);
    await gateway.publish({ id: 'sys_slate', name: '' });
    expect(await bob.next()).toMatchObject({ type: 'next' });
    expect(gateway.subgraphs.lastRequest()?.caller.subject).toBe('usr_bob');
  });

  it('[AUTH-2] ends with FORBIDDEN when a new supergraph asks for more than the caller has, and is regrouped when it becomes personal', async () => {
    await using gateway = await start();
    await using ada = await connect(gateway, 'ENGINEER.ada');
    await using bob = await connect(gateway, 'ENGINEER.bob');
    for (const client of [ada, bob]) {
      client.subscribe('note', 'subscription { systemChanged { note } }');
      client.subscribe('name', 'subscription { systemChanged { name } }');
    }
    await listening(gateway, 4);
    expect(gateway.subscriptions.stats().groups).toBe(2);
    gateway.recompose(
      LANDING_SDL.replace(' note: String', ' note: String @permission(action: "audit.read")').replace(
        ' name: String!',
        ' name: String! @permission(action: "account.read")',
      ),
    );
    expect([await ada.next(), await bob.next()]).toEqual([forbidden('note', 'audit.read'), forbidden('note', 'audit.read')]);
    await listening(gateway, 2);
    expect(gateway.subscriptions.stats().groups).toBe(2);
    await gateway.publish({ id: 'sys_slate', name: 'SLATE' });
    expect([await ada.next(), await bob.next()]).toMatchObject([{ id: 'name' }, { id: 'name' }]);
  });
});

describe('an open connection, when its credential is revoked', () => {
  it('[AUTH-1] ends with 4401, or as a stream with UNAUTHENTICATED, and the others stay', async () => {
    await using identities = await openTestIdentities({ bus: opened.bus });
    await using gateway = await start({ identities, limits: BUS_ALONE });
    await using ada = await connect(gateway, 'ENGINEER.ada');
    await using bob = await connect(gateway, 'ENGINEER.bob');
    const stream = await eventStream(gateway, CHANGED, bearer('ENGINEER.ada'));
    for (const client of [ada, bob]) client.subscribe('a', CHANGED);
    expect(await stream.next()).toBe(':\n\n');
    await listening(gateway, 3);
    identities.authority.revoke('ENGINEER.ada');
    await identities.change('ENGINEER.ada');
    expect(await ada.closed).toEqual({ code: 4401, reason: expect.stringMatching(/^Unauthorized: The access token/) as string });
    expect(await stream.rest()).toMatch(/^event: next\ndata: \{"errors":\[.*"code":"UNAUTHENTICATED".*\]\}\n\nevent: complete\ndata:\n\n$/);
    await listening(gateway, 1);
    await gateway.publish({ id: 'sys_slate', name: '' });
    expect(await bob.next()).toMatchObject({ type: 'next' });
    await waitFor(() => gateway.subscriptions.stats().credentials === 1);
  });

  it('[AUTH-1] ends for that session alone, when the change names one', async () => {
    await using identities = await openTestIdentities({ bus: opened.bus });
    await using gateway = await start({ identities, limits: BUS_ALONE });
    for (const secret of ['ENGINEER.ada', 'DESIGNER.ada', 'ADMIN.ada']) identities.authority.set(secret, { subject: 'usr_ada' });
    await using one = await connect(gateway, 'ENGINEER.ada');
    await using two = await connect(gateway, 'DESIGNER.ada');
    identities.authority.revoke('ENGINEER.ada');
    identities.authority.revoke('DESIGNER.ada');
    const asked = identities.authority.questions.length;
    await identities.change('ENGINEER.ada', 'ses_ENGINEER.ada');
    expect(await one.closed).toMatchObject({ code: 4401 });
    expect(identities.authority.questions.slice(asked)).toEqual([1]);
    await identities.change('ENGINEER.ada');
    expect(await two.closed).toMatchObject({ code: 4401 });
  });

  it('[AUTH-1] cancels its queries, and lets its mutations come to their end', async () => {
    await using identities = await openTestIdentities({ bus: opened.bus });
    await using gateway = await start({ identities, limits: BUS_ALONE });
    const fate = async (secret: string, query: string) => {
      gateway.subgraphs.hold('sys_slate');
      await using client = await connect(gateway, secret);
      client.subscribe('a', query);
      await gateway.subgraphs.reached('sys_slate');
      const request = gateway.subgraphs.lastRequest();
      identities.authority.revoke(secret);
      await identities.change(secret);
      await client.closed;
      return request?.signal?.aborted === true ? 'cancelled' : 'runs on';
    };
    expect(await fate('ENGINEER.ada', '{ system(id: "sys_slate") { held } }')).toBe('cancelled');
    expect(await fate('ENGINEER.bob', 'mutation { rename(id: "sys_slate", name: "x") { held } }')).toBe('runs on');
  });

  it('[AUTH-1] ends within 5 s where nobody hears of it over the bus', async () => {
    // Deaf: as in a gateway that the bus cannot reach.
    await using identities = await openTestIdentities();
    await using gateway = await start({ identities });
    await using socket = await connect(gateway, 'ENGINEER.ada');
    const stream = await eventStream(gateway, CHANGED, sessionCookie('ENGINEER.bob'));
    await stream.next();
    for (const secret of ['ENGINEER.ada', 'ENGINEER.bob']) identities.authority.revoke(secret);
    const revoked = performance.now();
    expect(await socket.closed).toMatchObject({ code: 4401 });
    expect(await stream.rest()).toContain('"code":"UNAUTHENTICATED"');
    expect(performance.now() - revoked).toBeLessThan(5_000);
  });

  it('[AUTH-1] ends when the credential has reached its age', async () => {
    let now = Date.now();
    await using identities = await openTestIdentities({ bus: opened.bus, now: () => now });
    identities.authority.set('ENGINEER.ada', { expiresAt: now + 60_000 });
    await using gateway = await start({ identities, limits: { identityCheckMs: 20 } });
    await using client = await connect(gateway, 'ENGINEER.ada');
    now += 59_000;
    client.send({ type: 'ping' });
    expect(await client.next()).toEqual({ type: 'pong' });
    now += 1_001;
    expect(await client.closed).toMatchObject({ code: 4401 });
  });
});

describe('an open connection, while its session is idle or used', () => {
  it('[AUTH-1] keeps no session alive by itself, and hides no use of it', async () => {
    let now = Date.now();
    await using identities = await openTestIdentities({ bus: opened.bus, now: () => now });
    const { authority, client } = identities;
    await using gateway = await start({ identities, limits: { identityCheckMs: 20 } });
    await using socket = await connect(gateway, 'ENGINEER.ada');
    expect(authority.used).toEqual(['ENGINEER.ada']);
    const watched = async () => {
      const asked = authority.questions.length;
      now += 2_001;
      await waitFor(() => authority.questions.length > asked);
    };
    for (let look = 0; look < 20; look++) await watched();
    expect(authority.used).toHaveLength(1);
    // Answered out of what was asked for the socket.
    const query = () => eventStream(gateway, '{ system(id: "sys_slate") { id } }', bearer('ENGINEER.ada'));
    const caller = await client.identify({ kind: 'token', secret: 'ENGINEER.ada' }, '127.0.0.1');
    await (await query()).rest();
    await waitFor(() => authority.used.length === 2);
    await (await query()).rest();
    expect(authority.used).toHaveLength(2);
    authority.set('ENGINEER.ada', { expiresAt: now + 60_000 });
    await watched();
    expect(await client.identify({ kind: 'token', secret: 'ENGINEER.ada' }, '127.0.0.1')).toBe(caller);
    socket.send({ type: 'ping' });
    expect(await socket.next()).toEqual({ type: 'pong' });
  });
});

describe('an open connection, when its caller may do less or more', () => {
  it('[AUTH-2] ends what is not allowed any more, goes on with the rest under the new role, and begins anew under it', async () => {
    await using identities = await openTestIdentities({ bus: opened.bus });
    await using gateway = await start({ identities, limits: BUS_ALONE });
    await using eve = await connect(gateway, 'ADMIN.eve');
    await using ada = await connect(gateway, 'ENGINEER.ada');
    const stream = await eventStream(gateway, SECRET, bearer('ADMIN.eve'));
    expect(await stream.next()).toBe(':\n\n');
    eve.subscribe('secret', SECRET);
    eve.subscribe('changed', CHANGED);
    ada.subscribe('changed', CHANGED);
    await listening(gateway, 4);
    expect(gateway.subscriptions.stats().groups).toBe(3);
    identities.authority.set('ADMIN.eve', { role: 'ENGINEER' });
    await identities.change('ADMIN.eve');
    expect(await eve.next()).toEqual(forbidden('secret', 'audit.read'));
    expect(await stream.rest()).toContain('"permission":"audit.read"');
    await listening(gateway, 2);
    expect(gateway.subscriptions.stats().groups).toBe(1);
    await gateway.publish({ id: 'sys_slate', name: '' });
    const seen = { id: 'changed', payload: { data: { systemChanged: { seenBy: 'ENGINEER' } } } };
    expect([await eve.next(), await ada.next()]).toMatchObject([seen, seen]);
    eve.subscribe('secret', SECRET);
    expect(await eve.next()).toEqual(forbidden('secret', 'audit.read'));
    eve.subscribe('query', '{ system(id: "sys_slate") { seenBy } }');
    expect(await eve.next()).toMatchObject({ id: 'query', payload: { data: { system: { seenBy: 'ENGINEER' } } } });
    expect(await eve.next()).toMatchObject({ type: 'complete' });

    identities.authority.set('ADMIN.eve', { role: 'ADMIN' });
    await identities.change('ADMIN.eve');
    await waitFor(() => gateway.subscriptions.stats().groups === 2);
    eve.subscribe('secret', SECRET);
    await listening(gateway, 3);
  });

  it('[AUTH-2] loses no event of a subscription that goes on, and gets them in their order', async () => {
    await using identities = await openTestIdentities({ bus: opened.bus });
    await using gateway = await start({ identities, limits: BUS_ALONE });
    await using eve = await connect(gateway, 'ADMIN.eve');
    await using ada = await connect(gateway, 'ENGINEER.ada');
    for (const client of [eve, ada]) client.subscribe('h', 'subscription { systemChanged { id held seenBy } }');
    await listening(gateway, 2);
    gateway.subgraphs.hold('first');
    for (const id of ['first', 'second']) await gateway.publish({ id, name: '' });
    await gateway.subgraphs.reached('first');
    await waitFor(() => gateway.subscriptions.stats().events === 4);
    identities.authority.set('ADMIN.eve', { role: 'ENGINEER' });
    await identities.change('ADMIN.eve');
    await waitFor(() => gateway.subscriptions.stats().groups === 1);
    await gateway.publish({ id: 'third', name: '' });
    gateway.subgraphs.release('first');
    for (const client of [eve, ada]) {
      for (const id of ['first', 'second', 'third'])
        expect(await client.next()).toMatchObject({ type: 'next', payload: { data: { systemChanged: { id, seenBy: 'ENGINEER' } } } });
    }
  });
});

describe('an open connection, while LANDING does not answer', () => {
  async function cutOff(now?: () => number): Promise<TestIdentities> {
    return openTestIdentities({ bus: opened.bus, ...(now && { now }) });
  }

  it('[AUTH-1] stays, and hears of its revocation afterwards', async () => {
    let now = Date.now();
    await using identities = await cutOff(() => now);
    await using gateway = await start({ identities, limits: { identityCheckMs: 20 } });
    await using client = await connect(gateway, 'ENGINEER.ada');
    identities.authority.reachable = false;
    identities.authority.revoke('ENGINEER.ada');
    now += 10_000;
    const asked = identities.authority.questions.length;
    await waitFor(() => (now += 500) && identities.authority.questions.length > asked + 3);
    client.subscribe('q', '{ system(id: "sys_slate") { seenBy } }');
    expect(await client.next()).toMatchObject({ payload: { data: { system: { seenBy: 'ENGINEER' } } } });
    identities.authority.reachable = true;
    now += 10_000;
    expect(await client.closed).toMatchObject({ code: 4401 });
  });

  it('[AUTH-1] is told to come again with 1013 when the bus says that something has changed', async () => {
    await using identities = await cutOff();
    await using gateway = await start({ identities, limits: BUS_ALONE });
    await using client = await connect(gateway, 'ENGINEER.ada');
    identities.authority.reachable = false;
    await identities.change('ENGINEER.ada');
    expect(await client.closed).toMatchObject({ code: 1013 });
  });
});
