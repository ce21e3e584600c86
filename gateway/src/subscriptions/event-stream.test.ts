import { waitFor } from '@wissil/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bearer } from '../testing/test-identities.ts';
import { type LiveGateway, type LiveGatewayOptions, startLiveGateway } from './testing/live-gateway.ts';
import { openTestBus, type TestBus } from './testing/test-bus.ts';

let opened: TestBus;
beforeAll(async () => {
  opened = await openTestBus();
});
afterAll(() => opened[Symbol.asyncDispose]());

const start = (options: Partial<LiveGatewayOptions> = {}): Promise<LiveGateway> => startLiveGateway({ bus: opened.bus, ...options });

const CHANGED = 'subscription { systemChanged { id seenBy } }';

describe('GraphQL over SSE, distinct connections', () => {
  it('[SHAPE-2] streams the results of a subscription by POST and by GET, the same bytes to all', async () => {
    await using gateway = await start();
    await using posted = await open(gateway, CHANGED);
    await using got = await open(gateway, CHANGED, 'GET');
    expect(posted.response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    // The comment that says that events are listened to.
    expect([await posted.chunk(), await got.chunk()]).toEqual([':\n\n', ':\n\n']);
    await gateway.publish({ id: 'sys_slate', name: 'SLATE' });
    const event = 'event: next\ndata: {"data":{"systemChanged":{"id":"sys_slate","seenBy":"ADMIN"}}}\n\n';
    expect([await posted.chunk(), await got.chunk()]).toEqual([event, event]);
    expect(gateway.subscriptions.stats()).toMatchObject({ eventStreams: 2, groups: 1, completions: 1, deliveries: 2 });
  });

  it('[SHAPE-2] streams what the live feed tells, of the one that was asked for', async () => {
    await using gateway = await start({ feeds: opened.feeds });
    await using stream = await open(gateway, 'subscription { systemSays(id: "sys_slate") { words } }');
    expect(await stream.chunk()).toBe(':\n\n');
    await opened.feeds.publish('feed.system.sys_spark.says', { words: 'to nobody' });
    await opened.feeds.publish('feed.system.sys_slate.says', { words: 'hello' });
    expect(await stream.chunk()).toBe('event: next\ndata: {"data":{"systemSays":{"words":"hello"}}}\n\n');
  });

  it('[SHAPE-2] answers queries with one result and completes', async () => {
    await using gateway = await start();
    await using stream = await open(gateway, '{ system(id: "sys_slate") { seenBy } }');
    expect(await stream.rest()).toBe('event: next\ndata: {"data":{"system":{"seenBy":"ADMIN"}}}\n\nevent: complete\ndata:\n\n');
  });

  it('[SHAPE-2] reports invalid operations in the stream', async () => {
    await using gateway = await start();
    for (const [query, message] of [
      ['subscription { nothing }', /Cannot query field/],
      ['subscription { unsourced { id } }', /has no @eventSource/],
      ['subscription { oneSystemChanged(id: ">") { id } }', /must be one or more letters/],
    ] as const) {
      await using stream = await open(gateway, query);
      expect(stream.response.status).toBe(200);
      const text = await stream.rest();
      expect(text).toMatch(/^event: next\ndata: \{"errors":\[.*\]\}\n\nevent: complete\ndata:\n\n$/);
      expect(text).toMatch(message);
    }
  });

  it('[SHAPE-2] stops listening when the client goes', async () => {
    await using gateway = await start();
    const stream = await open(gateway, CHANGED);
    await stream.chunk();
    await stream[Symbol.asyncDispose]();
    await waitFor(() => gateway.subscriptions.stats().subjects === 0);
    expect(gateway.subscriptions.stats()).toMatchObject({ eventStreams: 0, subscribers: 0, groups: 0 });
  });

  it('[SHAPE-2] keeps quiet streams open with comments', async () => {
    await using gateway = await start({ limits: { keepAliveMs: 10 } });
    await using stream = await open(gateway, CHANGED);
    for (let comment = 0; comment < 3; comment++) expect(await stream.chunk()).toMatch(/^(:\n\n)+$/);
  });

  it('[SHAPE-2] drops a client that does not read', async () => {
    await using gateway = await start({ limits: { maxBufferedBytes: 100_000 } });
    await using slow = await open(gateway, 'subscription { systemChanged { note } }');
    await slow.chunk();
    while (gateway.subscriptions.stats().slowConsumers === 0) {
      const { completions } = gateway.subscriptions.stats();
      await gateway.publish({ id: 'sys_slate', name: '', note: 'n'.repeat(200_000) });
      await waitFor(() => gateway.subscriptions.stats().completions > completions);
    }
    await waitFor(() => gateway.subscriptions.stats().eventStreams === 0);
  });

  it('[SHAPE-2] ends streams without complete when the gateway closes, so that clients connect again', async () => {
    await using gateway = await start();
    await using stream = await open(gateway, CHANGED);
    expect(await stream.chunk()).toBe(':\n\n');
    await gateway.subscriptions.close();
    expect(await stream.rest()).toBe('');
    await using late = await open(gateway, CHANGED);
    expect(late.response.status).toBe(503);
  });
});

interface OpenStream extends AsyncDisposable {
  response: Response;
  chunk(): Promise<string>;
  rest(): Promise<string>;
}

async function open(gateway: LiveGateway, query: string, method: 'GET' | 'POST' = 'POST'): Promise<OpenStream> {
  const headers = { accept: 'text/event-stream', 'content-type': 'application/json', ...bearer('ADMIN') };
  const abort = new AbortController();
  const url = method === 'GET' ? `${gateway.httpUrl}?${new URLSearchParams({ query })}` : gateway.httpUrl;
  const body = method === 'POST' ? JSON.stringify({ query }) : null;
  const response = await fetch(url, { method, headers, body, signal: abort.signal });
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  return {
    response,
    chunk: async () => (await reader.read()).value ?? '',
    async rest() {
      let text = '';
      for (let part = await reader.read(); !part.done; part = await reader.read()) text += part.value;
      return text;
    },
    async [Symbol.asyncDispose]() {
      abort.abort();
      await reader.cancel().catch(() => undefined);
    },
  };
}
