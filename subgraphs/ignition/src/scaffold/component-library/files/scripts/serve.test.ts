// @vitest-environment node
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type IncomingMessage, request } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createSite } from '../serve.mjs';

let folder: string;
let server: Server;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'site-'));
  await writeFile(join(folder, 'index.html'), '<h1>Here</h1>');
  server = createSite(folder).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(async () => {
  server.close();
  await rm(folder, { recursive: true });
});

/** As it is sent: `fetch` would tidy the path up before. */
async function get(path: string): Promise<number | undefined> {
  const sent = request({ host: '127.0.0.1', port: (server.address() as AddressInfo).port, path, agent: false }).end();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  response.resume();
  return response.statusCode;
}

it('serves the site and its health, and nothing that lies outside', async () => {
  expect(await get('/')).toBe(200);
  expect(await get('/health')).toBe(200);
  expect(await get('/nowhere')).toBe(404);
  for (const path of ['/../package.json', '/%2e%2e/package.json', '/..%2fpackage.json', '/%00', '/%']) expect(await get(path)).toBe(404);
});
