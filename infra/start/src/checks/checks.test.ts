import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { prepareDataFolder } from './data-folder.ts';
import { lockInstance } from './instance-lock.ts';
import { checkPorts } from './ports.ts';

async function folder() {
  const path = await mkdtemp(join(tmpdir(), 'wissil-start-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

async function listener() {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { port, [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())) };
}

const slate = { owner: 'SLATE', host: '127.0.0.1', setting: 'SLATE_PORT' };

describe('[TOPO-4] what stands in the way of a start is one sentence', () => {
  it('names the port, the process that holds it and the setting', async () => {
    await using held = await listener();
    await expect(checkPorts([{ ...slate, port: held.port }])).rejects.toThrow(
      new RegExp(
        `^Port ${held.port}, which SLATE needs, is held by process ${process.pid} \\(.+\\): stop it, or set SLATE_PORT to a free port\\.$`,
        's',
      ),
    );
  });

  it('tells two settings of one port from a foreign holder', async () => {
    const landing = { ...slate, owner: 'LANDING', setting: 'LANDING_PORT' };
    await expect(
      checkPorts([
        { ...slate, port: 45_990 },
        { ...landing, port: 45_990 },
      ]),
    ).rejects.toThrow('SLATE and LANDING are both to listen on port 45990: give LANDING_PORT another value.');
  });

  it('names an address that is none of this host', async () => {
    await expect(checkPorts([{ ...slate, host: '203.0.113.9', port: 45_991 }])).rejects.toThrow('set HOST to one that is');
  });

  it('makes the data folder with its parents, and says when it cannot', async () => {
    await using base = await folder();
    await expect(prepareDataFolder(join(base.path, 'a', 'b'))).resolves.toBeUndefined();
    const file = join(base.path, 'file');
    await writeFile(file, '');
    await expect(prepareDataFolder(file)).rejects.toThrow(
      `The data folder ${file} is not a folder: move that file away, or set WISSIL_DATA to another path.`,
    );
    await expect(prepareDataFolder('/proc/wissil')).rejects.toThrow('The data folder /proc/wissil cannot be written');
  });

  it('lets one instance use a data folder, and the next one as soon as the first has gone', async () => {
    await using base = await folder();
    const first = await lockInstance(base.path);
    await expect(lockInstance(base.path)).rejects.toThrow(`WISSIL already runs on the data folder ${base.path} (process ${process.pid})`);
    await first[Symbol.asyncDispose]();
    await using second = await lockInstance(base.path);
    expect(second).toBeDefined();
  });
});
