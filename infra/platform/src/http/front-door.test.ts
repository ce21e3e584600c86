import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLogger } from '../logging/index.ts';
import { clientAddressThrough } from './client-address.ts';
import { createFrontDoor } from './front-door.ts';
import { type HttpService, startHttpService } from './http-service.ts';
import { respondJson } from './respond.ts';

const logger = createLogger({ level: 'silent', name: 'test' });
let folder: string;
let gateway: HttpService;
let service: HttpService;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'front-door-'));
  await mkdir(join(folder, 'dist/assets'), { recursive: true });
  await writeFile(join(folder, 'secret.txt'), 'secret');
  await writeFile(join(folder, 'dist/index.html'), '<head><!--wissil:home--></head>');
  await writeFile(join(folder, 'dist/assets/app.js'), 'export {}');
  gateway = await startHttpService({
    host: '127.0.0.1',
    port: 0,
    logger,
    handler: (req, res) => respondJson(res, 200, { reached: req.url }, { 'x-seen-from': String(req.headers['x-forwarded-for']) }),
    upgrade: (req, socket) =>
      void socket.end(`HTTP/1.1 418 Seen\r\nx-seen-from: ${req.headers['x-forwarded-for']}\r\ncontent-length: 0\r\n\r\n`),
  });
  service = await serve(gateway.url);
});

afterAll(async () => {
  await service.close(0);
  await gateway.close(0);
  await rm(folder, { recursive: true });
});

async function serve(gatewayUrl: string, landingUrl = gatewayUrl, trusted: readonly string[] = []): Promise<HttpService> {
  const door = await createFrontDoor({
    home: '/slate',
    webFolder: join(folder, 'dist'),
    gateway: { kind: 'remote', url: gatewayUrl },
    landing: { kind: 'remote', url: landingUrl, publicUrl: 'https://wissil.example' },
    publicUrl: 'https://slate.example',
    frames: ['localhost'],
    addressOf: clientAddressThrough(trusted),
    logger,
    own: (req, res) => req.url === '/api/health' && (respondJson(res, 200, { service: 'slate' }), true),
  });
  return startHttpService({ host: '127.0.0.1', port: 0, logger, handler: door.handle, upgrade: door.upgrade });
}

describe('the port of a system', () => {
  it.each([
    ['/auth/sign-in', 'https://slate.example/'],
    ['/auth/sign-in?return=/slate%3Fgroup=color', 'https://slate.example/slate?group=color'],
    ['/auth/sign-in?return=http://%5B', 'https://slate.example/'],
  ])('[AUTH-1] %s leads to LANDING, and back to %s', async (path, back) => {
    const response = await fetch(service.url + path, { redirect: 'manual' });
    expect([response.status, response.headers.get('location')]).toEqual([
      302,
      `https://wissil.example/auth/sign-in?return=${encodeURIComponent(back)}`,
    ]);
  });

  it('[AUTH-1] signing out passes to LANDING; its identity provider and its inner routes are not on this port', async () => {
    expect(await (await fetch(`${service.url}/auth/sign-out`, { method: 'POST' })).json()).toEqual({ reached: '/auth/sign-out' });
    for (const path of ['/id/sign-in/x', '/id/token', '/internal/identities']) {
      for (const method of ['GET', 'POST', 'DELETE']) expect((await fetch(service.url + path, { method })).status).toBe(404);
    }
  });

  it('[AUTH-6] what is passed on comes from where it comes from, and not from where it says', async () => {
    const headers = { 'x-forwarded-for': '203.0.113.9, 198.51.100.1' };
    const seenFrom = async (at: HttpService, path: string) =>
      (await fetch(at.url + path, { method: 'POST', headers })).headers.get('x-seen-from');
    const believing = await serve(gateway.url, gateway.url, ['127.0.0.1', '198.51.100.0/24']);
    for (const path of ['/graphql', '/auth/sign-out']) {
      expect(await seenFrom(service, path)).toBe('127.0.0.1');
      expect(await seenFrom(believing, path)).toBe('203.0.113.9');
    }
    expect(await upgradeSeenFrom(service, headers)).toBe('127.0.0.1');
    expect(await upgradeSeenFrom(believing, headers)).toBe('203.0.113.9');
    await believing.close(0);
  });

  it('[INT-1] a CDN in front may keep what has a name of its own, and nothing else', async () => {
    const cacheControl = async (path: string) => (await fetch(service.url + path)).headers.get('cache-control');
    expect([await cacheControl('/'), await cacheControl('/api/health')]).toEqual(['no-cache', 'no-store']);
  });

  it('[TOPO-1] any page of the client opens, at the system’s own home', async () => {
    for (const path of ['/', '/slate', '/waypoint/deployments?page=2']) {
      expect(await (await fetch(service.url + path)).text()).toContain('<meta name="wissil-home" content="/slate" />');
    }
  });

  it('[TOPO-1] /graphql passes to the gateway, and a gateway that is down is said plainly', async () => {
    expect(await (await fetch(`${service.url}/graphql?query=x`)).json()).toEqual({ reached: '/graphql?query=x' });
    const orphan = await serve('http://127.0.0.1:1');
    const response = await fetch(`${orphan.url}/graphql`, { method: 'POST', body: '{}' });
    expect([response.status, await response.json()]).toMatchObject([503, { errors: [{ extensions: { code: 'UNAVAILABLE' } }] }]);
    await orphan.close(0);
  });

  it('[LAND-4] the service’s own routes come before the client', async () => {
    expect(await (await fetch(`${service.url}/api/health`)).json()).toEqual({ service: 'slate' });
    expect((await fetch(`${service.url}/api/nothing`)).status).toBe(404);
    expect((await fetch(`${service.url}/assets/missing.js`)).status).toBe(404);
    expect((await fetch(service.url, { method: 'DELETE' })).status).toBe(405);
  });

  it.each(['/../secret.txt', '/assets/../../secret.txt', '/%2e%2e/secret.txt', '/assets/%2e%2e%2f%2e%2e%2fsecret.txt', '/..%5csecret.txt'])(
    '[SHAPE-5] nothing outside the client’s folder is served: %s',
    async (path) => {
      expect(await rawGet(path)).not.toContain('secret\n');
      expect(await rawGet(path)).not.toBe('secret');
    },
  );

  it('[SHAPE-5] pages carry a content security policy and may not be framed', async () => {
    const policy = (await fetch(service.url)).headers.get('content-security-policy');
    expect(policy).toContain("frame-src 'self' http://*.localhost:* https://*.localhost:*; frame-ancestors 'none'");
    // The code editor writes its styles into the page; scripts come from files of ours alone.
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toContain('unsafe-eval');
    expect((await fetch(`${service.url}/assets/app.js`)).headers.get('cache-control')).toContain('immutable');
  });
});

/** What the gateway hears of where a WebSocket is opened from. */
function upgradeSeenFrom({ port }: HttpService, headers: Record<string, string>): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const upgrade = { connection: 'upgrade', upgrade: 'websocket', 'sec-websocket-version': '13', 'sec-websocket-key': 'x'.repeat(22) };
    request({ port, host: '127.0.0.1', path: '/graphql', headers: { ...headers, ...upgrade } }, (response) => {
      response.resume();
      resolve(response.headers['x-seen-from']);
    })
      .on('error', reject)
      .end();
  });
}

/** fetch() would tidy the path up. */
function rawGet(path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    request({ port: service.port, host: '127.0.0.1', path }, (response) => {
      response.setEncoding('utf8');
      let body = '';
      response.on('data', (chunk: string) => (body += chunk)).on('end', () => resolve(body));
    })
      .on('error', reject)
      .end();
  });
}
