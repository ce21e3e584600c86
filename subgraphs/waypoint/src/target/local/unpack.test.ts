import { mkdir, readdir, readFile, readlink, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder, type TemporaryFolder } from '@wissil/testkit';
import { pack } from 'tar-stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mergeLayer } from './merge-layers.ts';
import { unpackLayer } from './unpack-layer.ts';

type Entry = Parameters<ReturnType<typeof pack>['entry']>[0] & { content?: string };

describe('the layers of an image', () => {
  let folder: TemporaryFolder;
  beforeEach(async () => {
    folder = await temporaryFolder();
  });
  afterEach(() => folder.remove());

  async function unpack(name: string, entries: readonly Entry[]): Promise<string> {
    const tar = pack();
    for (const { content = '', ...header } of entries) tar.entry(header, content);
    tar.finalize();
    const path = join(folder.path, name);
    await mkdir(path);
    await unpackLayer(tar as unknown as AsyncIterable<Buffer>, path);
    return path;
  }

  it('[WAY-3] nothing of a layer is written outside its folder, whatever its names and links say', async () => {
    const outside = join(folder.path, 'outside');
    await mkdir(outside);
    const attacks: Entry[][] = [
      [{ name: '../outside/a', content: 'x' }],
      [{ name: 'a/../../outside/a', content: 'x' }],
      [
        { name: 'way', type: 'symlink', linkname: outside },
        { name: 'way/a', content: 'x' },
      ],
      [
        { name: 'way', type: 'symlink', linkname: '../outside' },
        { name: 'way/a/b', content: 'x' },
      ],
      [{ name: 'hard', type: 'link', linkname: '../outside/kept' }],
      [
        { name: 'way', type: 'symlink', linkname: outside },
        { name: 'hard', type: 'link', linkname: 'way/kept' },
      ],
    ];
    await writeFile(join(outside, 'kept'), 'kept');
    for (const [at, entries] of attacks.entries()) await expect(unpack(`attack${at}`, entries)).rejects.toThrow(/A layer of the image/);
    expect(await readdir(outside)).toEqual(['kept']);
    // An absolute name is one below the root of the image.
    const inside = await unpack('absolute', [{ name: '/etc/passwd', content: 'nobody' }]);
    expect(await readFile(join(inside, 'etc/passwd'), 'utf8')).toBe('nobody');
  });

  it('[WAY-3] a layer replaces and whites out what is below it, and shares its files', async () => {
    const below = await unpack('below', [
      { name: 'app/kept', content: 'kept' },
      { name: 'app/gone', content: 'gone' },
      { name: 'app/file', content: 'file' },
      { name: 'opaque/old', content: 'old' },
      { name: 'link', type: 'symlink', linkname: 'app/kept' },
    ]);
    const above = await unpack('above', [
      { name: 'app/.wh.gone', content: '' },
      { name: 'app/file/now-a-folder', content: 'x' },
      { name: 'opaque/.wh..wh..opq', content: '' },
      { name: 'opaque/new', content: 'new', mode: 0o755 },
    ]);
    const rootfs = join(folder.path, 'rootfs');
    await mkdir(rootfs);
    await mergeLayer(below, rootfs);
    await mergeLayer(above, rootfs);
    expect((await readdir(rootfs, { recursive: true })).sort()).toEqual([
      'app',
      'app/file',
      'app/file/now-a-folder',
      'app/kept',
      'link',
      'opaque',
      'opaque/new',
    ]);
    expect(await readlink(join(rootfs, 'link'))).toBe('app/kept');
    expect((await stat(join(rootfs, 'opaque/new'))).mode & 0o777).toBe(0o755);
    expect((await stat(join(rootfs, 'app/kept'))).ino).toBe((await stat(join(below, 'app/kept'))).ino);
  });

  it('[WAY-3] a folder that a later layer brings takes the place of a link, and does not write through it', async () => {
    const rootfs = join(folder.path, 'rootfs');
    const outside = join(folder.path, 'outside');
    await mkdir(rootfs);
    await mkdir(outside);
    await symlink(outside, join(rootfs, 'way'));
    await mergeLayer(await unpack('above', [{ name: 'way/file', content: 'x' }]), rootfs);
    expect(await readdir(outside)).toEqual([]);
    expect(await readFile(join(rootfs, 'way/file'), 'utf8')).toBe('x');
  });
});
