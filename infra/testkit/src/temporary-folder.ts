import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { guard } from './cleanup-guard.ts';

export interface TemporaryFolder extends AsyncDisposable {
  path: string;
  remove(): Promise<void>;
}

/** An empty folder of its own, gone with everything in it when it is disposed of. */
export async function temporaryFolder(): Promise<TemporaryFolder> {
  const path = await mkdtemp(join(tmpdir(), 'wissil-test-'));
  const unguard = guard('folder', path);
  const remove = async () => {
    await rm(path, { recursive: true, force: true, maxRetries: 5 });
    unguard();
  };
  return { path, remove, [Symbol.asyncDispose]: remove };
}
