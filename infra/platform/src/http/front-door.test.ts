import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLogger } from '../logging/index.ts';
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
    handler: (req, res) => respondJson(res, 200, { reached: req.url }),
  });
  service = await serve(gateway.url);
});

afterAll(async () => {
  await service.close(0);
  await gateway.close(0);
  await rm(folder, { recursive: true });
});

async function serve(gatewayUrl: string): Promise<HttpService> {
  const door = await createFrontDoor({
    home: '/slate',
    webFolder: join(folder, 'dist'),
    gateway: { kind: 'remote', url: gatewayUrl },
    logger,
    own: (req, res) => req.url === '/api/health' && (respondJson(res, 200, { service: 'slate' }), true),
  });
  return startHttpService({ host: '127.0.0.1', port: 0, logger, handler: door.handle, upgrade: door.upgrade });
}

describe('the port of a system', () => {
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
    const headers = (await fetch(service.url)).headers;
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect((await fetch(`${service.url}/assets/app.js`)).headers.get('cache-control')).toContain('immutable');
  });
});

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
