import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '@wissil/testkit';
import { expect, it } from 'vitest';
import { Secret } from '../config/index.ts';
import { openInstallationSecret } from './installation-secret.ts';

it('[AUTH-1] the secret is made once, for its owner’s eyes alone, and is the same at the next start', async () => {
  await using folder = await temporary();
  const first = await openInstallationSecret({ secret: undefined, dataFolder: folder.path });
  const again = await openInstallationSecret({ secret: undefined, dataFolder: folder.path });
  expect(again.derive('x')).toEqual(first.derive('x'));
  expect(first.derive('x')).not.toEqual(first.derive('y'));
  expect(first.derive('x')).toHaveLength(32);
  expect((await stat(join(folder.path, 'wissil.secret'))).mode & 0o777).toBe(0o600);
});

it('[AUTH-1] processes that start at once agree on one secret', async () => {
  await using folder = await temporary();
  const all = await Promise.all(
    Array.from({ length: 20 }, () => openInstallationSecret({ secret: undefined, dataFolder: join(folder.path, 'new') })),
  );
  expect(new Set(all.map((secret) => secret.derive('x').toString('hex'))).size).toBe(1);
});

it('[AUTH-1] the secret of the settings goes before that of the data folder', async () => {
  await using folder = await temporary();
  await writeFile(join(folder.path, 'wissil.secret'), 'of the folder');
  const given = await openInstallationSecret({ secret: new Secret('of the settings'), dataFolder: folder.path });
  const kept = await openInstallationSecret({ secret: undefined, dataFolder: folder.path });
  expect(given.derive('x')).not.toEqual(kept.derive('x'));
  expect(await readFile(join(folder.path, 'wissil.secret'), 'utf8')).toBe('of the folder');
});

async function temporary() {
  const folder = await temporaryFolder();
  return { path: folder.path, [Symbol.asyncDispose]: () => folder.remove() };
}
