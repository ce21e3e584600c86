import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { installationSecret } from '@wissil/platform/auth';
import { createLogger } from '@wissil/platform/logging';
import { temporaryFolder, type TemporaryFolder } from '@wissil/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { digestOf, MEDIA } from '../image/oci.ts';
import { RegistryClient } from '../image/registry-client.ts';
import { type EmbeddedRegistry, registryAccount, startRegistry } from './start-registry.ts';

const run = promisify(execFile);
const account = registryAccount(installationSecret('a secret that is only there for a test of the registry'));
const authorization = `Basic ${Buffer.from(`${account.user}:${account.password}`).toString('base64')}`;
const needed = new Set<string>();

describe('the embedded registry', () => {
  let folder: TemporaryFolder;
  let registry: EmbeddedRegistry;
  let client: RegistryClient;
  beforeAll(async () => {
    folder = await temporaryFolder();
    registry = await startRegistry({
      folder: join(folder.path, 'registry'),
      host: '127.0.0.1',
      port: 0,
      account,
      isNeeded: async (digest) => needed.has(digest),
      logger: createLogger({ level: 'silent', name: 'test' }),
    });
    client = new RegistryClient({ url: registry.url, account });
  });
  afterAll(async () => {
    client.close();
    await registry.close();
    await folder.remove();
  });

  const ask = (method: string, path: string, init: RequestInit = {}) =>
    fetch(new URL(path, registry.url), { method, ...init, headers: { authorization, ...(init.headers as Record<string, string>) } });
  const codeOf = async (response: Response) => [
    response.status,
    ((await response.json()) as { errors: { code: string }[] }).errors[0]?.code,
  ];

  /** An image of random bytes under a name; returns its digests. */
  async function push(name: string, tag: string) {
    const layer = randomBytes(2_000);
    const config = Buffer.from(
      JSON.stringify({ architecture: 'amd64', os: 'linux', rootfs: { type: 'layers', diff_ids: [digestOf(layer)] }, config: {} }),
    );
    await client.pushBytes(name, layer);
    await client.pushBytes(name, config);
    const manifest = Buffer.from(
      JSON.stringify({
        schemaVersion: 2,
        mediaType: MEDIA.manifest,
        config: { mediaType: MEDIA.config, digest: digestOf(config), size: config.length },
        layers: [{ mediaType: 'application/vnd.oci.image.layer.v1.tar', digest: digestOf(layer), size: layer.length }],
      }),
    );
    return {
      layer: digestOf(layer),
      config: digestOf(config),
      bytes: layer,
      digest: await client.pushManifest(name, tag, { bytes: manifest, mediaType: MEDIA.manifest }),
    };
  }

  it('[TOPO-4] takes pushes from WAYPOINT alone, and answers pulls to everybody on the machine', async () => {
    expect(await codeOf(await fetch(`${registry.url}/v2/shop/blobs/uploads/`, { method: 'POST' }))).toEqual([401, 'UNAUTHORIZED']);
    const wrong = `Basic ${Buffer.from('waypoint:wrong').toString('base64')}`;
    expect((await ask('POST', '/v2/shop/blobs/uploads/', { headers: { authorization: wrong } })).status).toBe(401);
    const ping = await fetch(`${registry.url}/v2/`);
    expect([ping.status, ping.headers.get('docker-distribution-api-version')]).toEqual([200, 'registry/2.0']);
  });

  it('[WAY-3] takes a blob in chunks, says how far it is, and refuses one that goes on elsewhere', async () => {
    const bytes = randomBytes(3_000);
    const begun = await ask('POST', '/v2/shop/blobs/uploads/');
    expect(begun.status).toBe(202);
    const at = begun.headers.get('location') as string;
    const first = await ask('PATCH', at, { body: bytes.subarray(0, 1_000), headers: { 'content-range': '0-999' } });
    expect([first.status, first.headers.get('range')]).toEqual([202, '0-999']);
    expect((await ask('PATCH', at, { body: bytes.subarray(2_000), headers: { 'content-range': '2000-2999' } })).status).toBe(416);
    const state = await ask('GET', at);
    expect([state.status, state.headers.get('range')]).toEqual([204, '0-999']);
    await ask('PATCH', at, { body: bytes.subarray(1_000, 2_000), headers: { 'content-range': '1000-1999' } });
    const done = await ask('PUT', `${at}?digest=${digestOf(bytes)}`, { body: bytes.subarray(2_000) });
    expect([done.status, done.headers.get('docker-content-digest')]).toEqual([201, digestOf(bytes)]);
    const pulled = await fetch(`${registry.url}/v2/shop/blobs/${digestOf(bytes)}`);
    expect(Buffer.from(await pulled.arrayBuffer()).equals(bytes)).toBe(true);
  });

  it('[WAY-3] keeps no blob whose bytes are not those of its digest', async () => {
    const wrong = digestOf(Buffer.from('something else'));
    expect(await codeOf(await ask('POST', `/v2/shop/blobs/uploads/?digest=${wrong}`, { body: 'this' }))).toEqual([400, 'DIGEST_INVALID']);
    expect((await ask('HEAD', `/v2/shop/blobs/${wrong}`)).status).toBe(404);
  });

  it('[WAY-3] answers ranges, and takes a blob over from another repository without its bytes', async () => {
    const { layer, bytes } = await push('ranges', '1');
    const part = await ask('GET', `/v2/ranges/blobs/${layer}`, { headers: { range: 'bytes=10-19' } });
    expect([part.status, part.headers.get('content-range')]).toEqual([206, 'bytes 10-19/2000']);
    expect(Buffer.from(await part.arrayBuffer()).equals(bytes.subarray(10, 20))).toBe(true);
    expect((await ask('GET', `/v2/ranges/blobs/${layer}`, { headers: { range: 'bytes=5000-' } })).status).toBe(416);
    expect((await ask('HEAD', `/v2/elsewhere/blobs/${layer}`)).status).toBe(404);
    expect((await ask('POST', `/v2/elsewhere/blobs/uploads/?mount=${layer}&from=ranges`)).status).toBe(201);
    expect((await ask('HEAD', `/v2/elsewhere/blobs/${layer}`)).status).toBe(200);
  });

  it('[WAY-3] refuses a manifest whose blobs it does not have, a tag that is none, and a name that leads elsewhere', async () => {
    const absent = { mediaType: MEDIA.config, digest: digestOf(Buffer.from('absent')), size: 6 };
    const manifest = JSON.stringify({ schemaVersion: 2, mediaType: MEDIA.manifest, config: absent, layers: [] });
    const put = (path: string, body: string) => ask('PUT', path, { body, headers: { 'content-type': MEDIA.manifest } });
    expect(await codeOf(await put('/v2/shop/manifests/1.0', manifest))).toEqual([400, 'MANIFEST_BLOB_UNKNOWN']);
    expect(await codeOf(await put('/v2/shop/manifests/1.0', '{'))).toEqual([400, 'MANIFEST_INVALID']);
    expect(await codeOf(await put('/v2/shop/manifests/-no', manifest))).toEqual([400, 'MANIFEST_INVALID']);
    expect(await codeOf(await ask('GET', '/v2/Shop/tags/list'))).toEqual([400, 'NAME_INVALID']);
    expect(await codeOf(await ask('GET', '/v2/..%2F..%2Fsecret/manifests/1'))).toEqual([400, 'NAME_INVALID']);
  });

  it('[WAY-3] lists tags and repositories in pages', async () => {
    for (const tag of ['1.0.1', '1.0.2', '1.0.3']) await push('wissil/paged', tag);
    const first = await ask('GET', '/v2/wissil/paged/tags/list?n=2');
    expect([await first.json(), first.headers.get('link')]).toEqual([
      { name: 'wissil/paged', tags: ['1.0.1', '1.0.2'] },
      '</v2/wissil/paged/tags/list?n=2&last=1.0.2>; rel="next"',
    ]);
    expect(await (await ask('GET', '/v2/wissil/paged/tags/list?n=2&last=1.0.2')).json()).toEqual({ name: 'wissil/paged', tags: ['1.0.3'] });
    expect(((await (await ask('GET', '/v2/_catalog')).json()) as { repositories: string[] }).repositories).toContain('wissil/paged');
  });

  it('[WAY-4] deletes an image that nobody needs, and never one that a release needs', async () => {
    const { digest, layer } = await push('kept', '1');
    needed.add(digest);
    expect(await codeOf(await ask('DELETE', `/v2/kept/manifests/${digest}`))).toEqual([403, 'DENIED']);
    expect(await codeOf(await ask('DELETE', '/v2/kept/manifests/1'))).toEqual([403, 'DENIED']);
    expect(await codeOf(await ask('DELETE', `/v2/kept/blobs/${layer}`))).toEqual([403, 'DENIED']);
    needed.delete(digest);
    expect((await ask('DELETE', `/v2/kept/manifests/${digest}`)).status).toBe(202);
    expect((await ask('GET', '/v2/kept/manifests/1')).status).toBe(404);
    expect((await ask('DELETE', `/v2/kept/blobs/${layer}`)).status).toBe(202);
    expect((await ask('HEAD', `/v2/kept/blobs/${layer}`)).status).toBe(404);
  });

  it('[WAY-3] skopeo, which knows nothing of us, copies an image in and out and finds the same digest', async () => {
    const { digest } = await push('wissil/skopeo', '1.0.1');
    const source = `docker://${registry.url.slice('http://'.length)}/wissil/skopeo:1.0.1`;
    const { stdout } = await run('skopeo', ['inspect', '--tls-verify=false', source]);
    expect(JSON.parse(stdout)).toMatchObject({ Digest: digest, RepoTags: ['1.0.1'], Architecture: 'amd64' });
    const copy = `docker://${registry.url.slice('http://'.length)}/wissil/copied:1.0.1`;
    const credentials = `${account.user}:${account.password}`;
    const insecure = ['--preserve-digests', '--src-tls-verify=false', '--dest-tls-verify=false'];
    await expect(run('skopeo', ['--insecure-policy', 'copy', ...insecure, source, copy])).rejects.toThrow(/unauthorized|401/i);
    await run('skopeo', ['--insecure-policy', 'copy', ...insecure, '--dest-creds', credentials, source, copy]);
    expect((await client.manifest('wissil/copied', '1.0.1'))?.digest).toBe(digest);
  });
});
