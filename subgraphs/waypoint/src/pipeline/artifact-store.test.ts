import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PermanentFailure } from '@wissil/platform/jobs';
import { temporaryFolder, type TemporaryFolder } from '@wissil/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { digestOf } from '../image/oci.ts';
import { ArtifactStore } from './artifact-store.ts';

const LIMIT = 100_000;

describe('what IGNIS built', () => {
  const never = new AbortController().signal;
  let folder: TemporaryFolder;
  let server: Server;
  let bytes: Buffer;
  let store: ArtifactStore;
  beforeEach(async () => {
    folder = await temporaryFolder();
    server = createServer((_request, response) => response.end(bytes));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const ignis = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    store = new ArtifactStore({ folder: folder.path, fetch, ignis, mostBytes: LIMIT });
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await folder.remove();
  });

  it('[WAY-5] is fetched whole, by its digest', async () => {
    bytes = randomBytes(LIMIT);
    expect((await readFile(await store.open(digestOf(bytes), never))).equals(bytes)).toBe(true);
  });

  it('[FLOW-2] is not fetched for ever: too much is a failure that says how much there may be, and leaves nothing behind', async () => {
    bytes = randomBytes(LIMIT * 5);
    const failure = await store.open(digestOf(bytes), never).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(PermanentFailure);
    expect(failure).toMatchObject({
      message: expect.stringContaining('has more than 0.1 MB'),
      remedy: expect.stringContaining('Leave large files out'),
    });
    expect(await readdir(folder.path)).toEqual([]);
  });

  it('[FLOW-2] is not taken where its bytes are others than its digest says', async () => {
    bytes = randomBytes(100);
    await expect(store.open(`sha256:${'0'.repeat(64)}`, never)).rejects.toThrow(/in the place of the artifact/);
    expect(await readdir(folder.path)).toEqual([]);
  });
});
