import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
// [if features.nats]
import { NO_EVENTS } from './items/item-events.ts';
// [end]
import type { Item } from './items/item.ts';
import { MemoryStore } from './items/item-store.ts';
import { project } from './project.ts';
import { createService, type Service } from './service.ts';

let service: Service;
let address: string;

beforeEach(async () => {
  service = createService({
    store: new MemoryStore(),
    // [if features.nats]
    events: NO_EVENTS,
    // [end]
  });
  service.server.listen(0, '127.0.0.1');
  await once(service.server, 'listening');
  address = `http://127.0.0.1:${(service.server.address() as AddressInfo).port}`;
});
afterEach(() => service.drain(0));

async function send(method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }> {
  const response = await fetch(address + path, {
    method,
    ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? undefined : (JSON.parse(text) as unknown) };
}

describe('the service', () => {
  it('says that it is well', async () => {
    expect(await send('GET', project.healthPath)).toEqual({ status: 200, body: { status: 'ok', store: 'memory' } });
  });

  it('shows people what it offers', async () => {
    const response = await fetch(address);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const page = await response.text();
    expect(page).toContain('href="/api/items"');
    expect(page).toContain('/styles/slate.css');
  });

  it('creates, lists, changes and deletes items', async () => {
    const created = (await send('POST', '/api/items', { title: ' Write ' })).body as Item;
    expect(created).toMatchObject({ title: 'Write', note: null, done: false });
    const second = (await send('POST', '/api/items', { title: 'Read', done: true })).body as Item;
    expect(await send('GET', '/api/items')).toEqual({ status: 200, body: { items: [second, created] } });
    expect(await send('GET', '/api/items?done=true')).toEqual({ status: 200, body: { items: [second] } });
    expect(await send('PATCH', `/api/items/${created.id}`, { done: true, note: 'Soon' })).toMatchObject({
      status: 200,
      body: { id: created.id, title: 'Write', done: true, note: 'Soon' },
    });
    expect((await send('DELETE', `/api/items/${created.id}`)).status).toBe(204);
    expect((await send('GET', `/api/items/${created.id}`)).status).toBe(404);
  });

  it.each([
    [{}, 'title'],
    [{ title: ' ' }, 'title'],
    [{ title: 'x'.repeat(201) }, 'title'],
    [{ title: 'x', done: 'yes' }, 'done'],
    [{ title: 'x', owner: 'me' }, ''],
  ])('refuses %j and names the field', async (body, path) => {
    expect(await send('POST', '/api/items', body)).toMatchObject({ status: 400, body: { error: { fields: [{ path }] } } });
    expect((await send('GET', '/api/items')).body).toEqual({ items: [] });
  });

  it('refuses an empty change, what is not JSON, too much, and a method that it does not know', async () => {
    const { id } = (await send('POST', '/api/items', { title: 'x' })).body as Item;
    expect((await send('PATCH', `/api/items/${id}`, {})).status).toBe(400);
    expect((await fetch(`${address}/api/items`, { method: 'POST', body: '{' })).status).toBe(415);
    expect((await send('POST', '/api/items', { title: 'x', note: 'x'.repeat(70_000) })).status).toBe(413);
    const response = await fetch(`${address}/api/items`, { method: 'PUT' });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, POST']);
    expect((await send('GET', '/nowhere')).status).toBe(404);
  });
  // [if apiStyle.graphql]

  it('answers the same items in GraphQL, also to a gateway', async () => {
    const ask = (query: string, variables = {}) => send('POST', '/graphql', { query, variables });
    const created = await ask('mutation { createItem(input: { title: "Write" }) { id title done } }');
    expect(created.body).toMatchObject({ data: { createItem: { title: 'Write', done: false } } });
    const { id } = (created.body as { data: { createItem: { id: string } } }).data.createItem;
    expect(
      (await ask('query ($r: [_Any!]!) { _entities(representations: $r) { ... on Item { title } } }', { r: [{ __typename: 'Item', id }] }))
        .body,
    ).toEqual({
      data: { _entities: [{ title: 'Write' }] },
    });
    expect((await ask('mutation { createItem(input: { title: "" }) { id } }')).body).toMatchObject({
      errors: [{ message: 'Some values are not acceptable.', extensions: { code: 'INVALID_INPUT', fields: [{ path: 'title' }] } }],
    });
  });
  // [end]
  // [if apiStyle.rest]

  it('describes itself in OpenAPI', async () => {
    expect((await send('GET', '/openapi.json')).body).toMatchObject({ openapi: '3.1.0', paths: { '/api/items': {} } });
  });
  // [end]
  // [if features.metrics]

  it('counts its requests for Prometheus', async () => {
    await send('GET', '/nowhere');
    const metrics = await (await fetch(`${address}/metrics`)).text();
    expect(metrics).toContain('http_request_duration_seconds_count{method="GET",status="404"} 1');
  });
  // [end]
  // [if emailTokens]

  it('shows errors to people as a page', async () => {
    const response = await fetch(`${address}/nowhere`, { headers: { accept: 'text/html' } });
    expect(response.status).toBe(404);
    expect(await response.text()).toContain('There is nothing at this address.');
  });
  // [end]

  it('says that it drains, answers what has begun, and ends', async () => {
    const before = await send('GET', project.healthPath);
    expect(before.status).toBe(200);
    await service.drain(1000);
    await expect(fetch(address + project.healthPath)).rejects.toThrow();
  });
});
