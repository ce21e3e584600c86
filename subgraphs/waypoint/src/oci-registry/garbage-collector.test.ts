import { randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { installationSecret } from '@wissil/platform/auth';
import { createLogger } from '@wissil/platform/logging';
import { temporaryFolder, type TemporaryFolder } from '@wissil/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { digestOf, MEDIA } from '../image/oci.ts';
import { RegistryClient } from '../image/registry-client.ts';
import { type EmbeddedRegistry, registryAccount, startRegistry } from './start-registry.ts';

const account = registryAccount(installationSecret('a secret that is only there for a test of what is removed'));
/** When nobody holds anything any more that was pushed until now. */
const later = () => Date.now() + 2 * 60 * 60 * 1000;

describe('what is removed from the registry', () => {
  let folder: TemporaryFolder;
  let registry: EmbeddedRegistry;
  let client: RegistryClient;
  const start = async () => {
    registry = await startRegistry({
      folder: folder.path,
      host: '127.0.0.1',
      port: 0,
      account,
      isNeeded: async () => true,
      logger: createLogger({ level: 'silent', name: 'test' }),
    });
    client = new RegistryClient({ url: registry.url, account });
  };
  const stop = async () => {
    client.close();
    await registry.close();
  };
  beforeEach(async () => {
    folder = await temporaryFolder();
    await start();
  });
  afterEach(async () => {
    await stop();
    await folder.remove();
  });

  const kept = async () => (await readdir(join(folder.path, 'blobs', 'sha256'))).map((name) => `sha256:${name}`).sort();

  async function push(name: string, tag: string, layers: readonly Buffer[]) {
    const config = Buffer.from(JSON.stringify({ tag, config: {} }));
    for (const bytes of [config, ...layers]) await client.pushBytes(name, bytes);
    const describeBlob = (bytes: Buffer, mediaType: string) => ({ mediaType, digest: digestOf(bytes), size: bytes.length });
    const manifest = {
      schemaVersion: 2,
      mediaType: MEDIA.manifest,
      config: describeBlob(config, MEDIA.config),
      layers: layers.map((bytes) => describeBlob(bytes, MEDIA.layer)),
    };
    const bytes = Buffer.from(JSON.stringify(manifest));
    const digest = await client.pushManifest(name, tag, { bytes, mediaType: MEDIA.manifest });
    return { digest, blobs: [digest, digestOf(config), ...layers.map(digestOf)].sort() };
  }

  it('[WAY-4] what no manifest names goes, and what another image shares stays', async () => {
    const [base, one, two, loose] = [randomBytes(100), randomBytes(200), randomBytes(300), randomBytes(400)];
    const old = await push('wissil/shop', '1.0.1', [base, one]);
    const young = await push('wissil/shop', '1.0.2', [base, two]);
    const other = await push('wissil/other', '1.0.1', [base, one]);
    await client.pushBytes('wissil/shop', loose);
    expect(await registry.garbage.sweep(later())).toEqual({ blobs: 1, bytes: 400 });
    expect(await kept()).toEqual([...new Set([...old.blobs, ...young.blobs, ...other.blobs])].sort());

    await registry.garbage.removeManifests('wissil/shop', [old.digest]);
    await registry.garbage.sweep(later());
    expect(await kept()).toEqual([...new Set([...young.blobs, ...other.blobs])].sort());
    // Of the other repository alone: this one does not have it any more.
    expect([await client.hasBlob('wissil/other', digestOf(one)), await client.hasBlob('wissil/shop', digestOf(one))]).toEqual([
      true,
      false,
    ]);
    expect(await client.manifest('wissil/shop', '1.0.1')).toBeUndefined();
  });

  it('[WAY-4] what was just pushed, or found there by a push, stays until its manifest comes', async () => {
    const [pushed, found] = [randomBytes(100), randomBytes(200)];
    await client.pushBytes('wissil/shop', found);
    // After a restart nobody holds it; who pushes finds it and does not send it again.
    await stop();
    await start();
    expect(await client.hasBlob('wissil/shop', digestOf(found))).toBe(true);
    await client.pushBytes('wissil/shop', pushed);
    expect(await registry.garbage.sweep()).toEqual({ blobs: 0, bytes: 0 });
    const { blobs } = await push('wissil/shop', '1.0.1', [pushed, found]);
    await registry.garbage.sweep(later());
    expect(await kept()).toEqual(blobs);
  });

  it('[WAY-4] pushes that go on while it is swept again and again are all whole', { timeout: 30_000 }, async () => {
    const leftOver = Array.from({ length: 30 }, () => randomBytes(1_000));
    for (const bytes of leftOver) await client.pushBytes('wissil/shop', bytes);
    await stop();
    await start();
    let pushing = true;
    const sweeping = (async () => {
      let swept = 0;
      while (pushing) swept += (await registry.garbage.sweep()).blobs;
      return swept;
    })();
    const images = await Promise.all(
      Array.from({ length: 30 }, (_, at) => push('wissil/shop', `1.0.${at}`, [leftOver[29 - at] as Buffer, leftOver[at] as Buffer])),
    );
    pushing = false;
    await sweeping;
    await registry.garbage.sweep(later());
    for (const { digest, blobs } of images) {
      expect((await client.manifest('wissil/shop', digest))?.digest).toBe(digest);
      for (const blob of blobs.filter((each) => each !== digest)) expect(digestOf(await client.bytes('wissil/shop', blob))).toBe(blob);
    }
  });
});
