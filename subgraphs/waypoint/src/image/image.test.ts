import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { startDockerRegistry, temporaryFolder, type TemporaryFolder } from '@wissil/testkit';
import { pack } from 'tar-stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appFiles, makeArtifact } from '../../test/make-artifact.ts';
import { isExposed } from './exposed-files.ts';
import { ImagePublisher } from './image-publisher.ts';
import { writeAppLayer } from './app-layer.ts';
import type { Manifest } from './oci.ts';
import { RegistryClient } from './registry-client.ts';

const run = promisify(execFile);
const APP = { name: 'Shop', version: '1.0.1', commit: 'c'.repeat(40), command: ['node', 'server.js'], port: 8080 };

describe('an image without a daemon', () => {
  let folder: TemporaryFolder;
  let registry: Awaited<ReturnType<typeof startDockerRegistry>>;
  let mirror: Awaited<ReturnType<typeof startDockerRegistry>>;
  let artifact: string;
  beforeAll(async () => {
    folder = await temporaryFolder();
    [registry, mirror] = await Promise.all([startDockerRegistry(), startDockerRegistry()]);
    artifact = join(folder.path, 'artifact.tar');
    await writeFile(artifact, (await makeArtifact(appFiles({ says: 'hello' }))).bytes);
  });
  afterAll(async () => {
    await Promise.all([registry[Symbol.asyncDispose](), mirror[Symbol.asyncDispose]()]);
    await folder.remove();
  });

  async function published(name: string, from = artifact) {
    const clients = [new RegistryClient({ url: registry.url }), new RegistryClient({ url: mirror.url })] as const;
    const publisher = new ImagePublisher({ registry: clients[0], mirror: clients[1], folder: join(folder.path, name), base: undefined });
    await mkdir(join(folder.path, name), { recursive: true });
    const composed = await publisher.compose(from, APP, join(folder.path, name));
    await publisher.push(composed, { repository: `wissil/${name}`, tag: APP.version });
    await publisher.mirror({ repository: `wissil/${name}`, tag: APP.version, digest: composed.published.digest });
    for (const client of clients) client.close();
    return composed.published;
  }

  it(
    '[WAY-3] is the same to the byte each time, is what skopeo reads, and is on the mirror under the same digest',
    { timeout: 60_000 },
    async () => {
      const [first, second] = [await published('shop'), await published('again')];
      expect(second).toEqual(first);
      expect(first).toMatchObject({ user: '65534:65534', exposedFiles: [] });
      for (const { url } of [registry, mirror]) {
        const { stdout } = await run('skopeo', [
          'inspect',
          '--tls-verify=false',
          `docker://${url.slice('http://'.length)}/wissil/shop:1.0.1`,
        ]);
        expect(JSON.parse(stdout)).toMatchObject({
          Digest: first.digest,
          Labels: { 'org.opencontainers.image.revision': APP.commit },
          Os: 'linux',
        });
      }
      // Unpacked, with every digest and diff id checked, by a tool that knows nothing of us.
      const target = join(folder.path, 'copy');
      await run('skopeo', [
        '--insecure-policy',
        'copy',
        '--src-tls-verify=false',
        `docker://${registry.url.slice('http://'.length)}/wissil/shop@${first.digest}`,
        `oci:${target}:it`,
      ]);
      const index = JSON.parse(await readFile(join(target, 'index.json'), 'utf8')) as { manifests: { digest: string }[] };
      expect(index.manifests[0]?.digest).toBe(first.digest);
      const manifest = JSON.parse(await readFile(join(target, 'blobs/sha256', first.digest.slice(7)), 'utf8')) as Manifest;
      const config = JSON.parse(await readFile(join(target, 'blobs/sha256', manifest.config.digest.slice(7)), 'utf8')) as {
        config: unknown;
      };
      expect(config.config).toMatchObject({
        User: '65534:65534',
        Cmd: ['node', 'server.js'],
        WorkingDir: '/app',
        Env: expect.arrayContaining(['PORT=8080', 'HOST=0.0.0.0']),
      });
      const base = await Promise.all(
        manifest.layers.map(({ digest }) => run('tar', ['-tzf', join(target, 'blobs/sha256', digest.slice(7))])),
      );
      expect(base[0]?.stdout.split('\n')).toEqual(
        expect.arrayContaining(['usr/local/bin/node', 'etc/ssl/certs/ca-certificates.crt', 'etc/passwd']),
      );
      expect(base[1]?.stdout.trim().split('\n')).toEqual(['app/', 'app/package.json', 'app/server.js']);
    },
  );

  it('[WAY-3] is refused for an artifact that reaches out of its folder, holds a device, or is no tar', async () => {
    const refused = async (entry: Parameters<ReturnType<typeof pack>['entry']>[0]) => {
      const tar = pack();
      tar.entry(entry, entry.type === undefined ? 'x' : '');
      tar.finalize();
      const path = join(folder.path, 'bad.tar');
      await writeFile(path, await buffer(tar as unknown as AsyncIterable<Buffer>));
      return writeAppLayer(path, join(folder.path, 'bad.tar.gz')).then(
        () => 'it was taken',
        (error: Error) => error.message,
      );
    };
    expect(await refused({ name: 'app/../../etc/passwd' })).toContain('which is not below app/');
    expect(await refused({ name: '/etc/passwd' })).toContain('which is not below app/');
    expect(await refused({ name: 'app/link', type: 'symlink', linkname: '../../etc/passwd' })).toContain('which leads out of it');
    expect(await refused({ name: 'app/device', type: 'character-device', devmajor: 1, devminor: 3 })).toContain(
      'which is a character-device',
    );
    await writeFile(join(folder.path, 'no.tar'), 'this is no tar at all'.repeat(100));
    await expect(writeAppLayer(join(folder.path, 'no.tar'), join(folder.path, 'no.tar.gz'))).rejects.toThrow(/tar/i);
  });

  it('[WAY-1] knows files that nobody outside should have', async () => {
    const exposed = ['app/.env', 'app/.env.production', 'app/config/server.key', 'app/.git/config', 'app/.npmrc', 'app/id_ed25519'];
    const harmless = ['app/.env.example', 'app/node_modules/tls/test/agent.pem', 'app/environment.js', 'app/keys.json'];
    expect([...exposed, ...harmless].filter(isExposed)).toEqual(exposed);
    const path = join(folder.path, 'exposing.tar');
    await writeFile(path, (await makeArtifact({ ...appFiles({ says: 'x' }), '.env': 'PASSWORD=1' })).bytes);
    expect((await writeAppLayer(path, join(folder.path, 'exposing.tar.gz'))).exposedFiles).toEqual(['app/.env']);
  });
});
