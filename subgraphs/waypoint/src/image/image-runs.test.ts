import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort, startDockerRegistry, temporaryFolder, type TemporaryFolder, waitFor } from '@wissil/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appFiles, makeArtifact } from '../../test/make-artifact.ts';
import { ImagePublisher } from './image-publisher.ts';
import type { Manifest } from './oci.ts';
import { RegistryClient } from './registry-client.ts';

const run = promisify(execFile);
const APP = { name: 'Shop', version: '1.0.1', commit: 'c'.repeat(40), command: ['node', 'server.js'], port: 8080 };

interface ImageConfig {
  config: { Cmd: string[]; WorkingDir: string; Env: string[]; User: string };
}

/** As a container engine has it before it starts: the layers on top of each other, and what the image says. */
interface Unpacked {
  bundle: string;
  config: ImageConfig['config'];
}

interface Engine {
  name: string;
  /** The command line of a container on the network of this machine. */
  command(image: Unpacked, env: readonly string[]): Promise<[string, ...string[]]>;
}

const bubblewrap: Engine = {
  name: 'bwrap',
  command: ({ bundle, config }, env) => {
    const variables = [...config.Env, ...env].flatMap((each) => ['--setenv', ...(each.split(/=(.*)/s).slice(0, 2) as [string, string])]);
    const kept = ['--unshare-all', '--share-net', '--die-with-parent', '--clearenv', '--ro-bind', join(bundle, 'rootfs'), '/'];
    return Promise.resolve([
      'bwrap',
      ...kept,
      '--proc',
      '/proc',
      '--dev',
      '/dev',
      '--chdir',
      config.WorkingDir,
      ...variables,
      ...config.Cmd,
    ]);
  },
};

/** Only where it is: it needs more of its host than other programs. */
const runc: Engine = {
  name: 'runc',
  async command({ bundle, config }, env) {
    await run('runc', ['spec', '--bundle', bundle]);
    const path = join(bundle, 'config.json');
    const spec = JSON.parse(await readFile(path, 'utf8')) as {
      process: { terminal: boolean; args: string[]; cwd: string; env: string[]; user: object };
      root: object;
      linux: { namespaces: { type: string }[]; resources?: object };
    };
    const [uid, gid] = config.User.split(':').map(Number);
    Object.assign(spec.process, {
      terminal: false,
      args: config.Cmd,
      cwd: config.WorkingDir,
      env: [...config.Env, ...env],
      user: { uid, gid },
    });
    spec.linux.namespaces = spec.linux.namespaces.filter(({ type }) => type !== 'network');
    await writeFile(path, JSON.stringify(spec));
    return ['runc', '--root', join(bundle, 'state'), 'run', '--bundle', bundle, 'shop'];
  },
};

const engines = [bubblewrap, ...(existsSync('/usr/sbin/runc') ? [runc] : [])];

describe('[WAY-3] an image runs with nothing but what is in it', () => {
  let folder: TemporaryFolder;
  let image: Unpacked;
  beforeAll(async () => {
    folder = await temporaryFolder();
    await using registry = await startDockerRegistry();
    const artifact = join(folder.path, 'artifact.tar');
    await writeFile(artifact, (await makeArtifact(appFiles({ says: 'hello from the image' }))).bytes);
    const client = new RegistryClient({ url: registry.url });
    const publisher = new ImagePublisher({ registry: client, mirror: undefined, folder: folder.path, base: undefined });
    const composed = await publisher.compose(artifact, APP, folder.path);
    await publisher.push(composed, { repository: 'wissil/shop', tag: APP.version });
    const { published } = composed;
    client.close();
    const oci = join(folder.path, 'oci');
    const from = `docker://${registry.url.slice('http://'.length)}/wissil/shop@${published.digest}`;
    await run('skopeo', ['--insecure-policy', 'copy', '--src-tls-verify=false', from, `oci:${oci}:it`]);
    const blob = (digest: string) => join(oci, 'blobs/sha256', digest.slice('sha256:'.length));
    const bundle = join(folder.path, 'bundle');
    await mkdir(join(bundle, 'rootfs'), { recursive: true });
    const manifest = JSON.parse(await readFile(blob(published.digest), 'utf8')) as Manifest;
    for (const { digest } of manifest.layers) await run('tar', ['-xzf', blob(digest), '-C', join(bundle, 'rootfs')]);
    for (const path of ['proc', 'dev', 'sys', 'tmp']) await mkdir(join(bundle, 'rootfs', path), { recursive: true });
    image = { bundle, config: (JSON.parse(await readFile(blob(manifest.config.digest), 'utf8')) as ImageConfig).config };
  });
  afterAll(() => folder.remove());

  it.each(engines)('under $name', async (engine) => {
    const port = await freePort();
    const [command, ...args] = await engine.command(image, [`PORT=${port}`, 'HOST=127.0.0.1']);
    const container = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [container.stdout, container.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (said += text));
    const ended = new Promise((resolve) => container.once('exit', resolve));
    try {
      await waitFor(async () => (await fetch(`http://127.0.0.1:${port}/healthz`)).ok, { timeout: 15_000, what: 'the app' }).catch(
        (error: unknown) => {
          throw new Error(`it did not start: ${said}`, { cause: error });
        },
      );
      expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe('hello from the image');
    } finally {
      container.kill('SIGTERM');
      await ended;
    }
  });
});
