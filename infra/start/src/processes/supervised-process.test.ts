import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { waitFor } from '@wissil/testkit';
import { SupervisedProcess } from './supervised-process.ts';

async function program(source: string) {
  const folder = await mkdtemp(join(tmpdir(), 'wissil-supervised-'));
  const path = join(folder, 'program.mjs');
  await writeFile(path, source);
  return { path, folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}

const FOREVER = 'setInterval(() => {}, 60_000);';

describe('[TOPO-4] subgraphs as processes of their own', () => {
  it('starts a killed process again', async () => {
    await using script = await program(FOREVER);
    const crashes: { pid: number | undefined; reason: string }[] = [];
    const child = new SupervisedProcess({
      name: 'slate',
      script: script.path,
      cwd: script.folder,
      env: process.env,
      onCrash: (crash) => crashes.push(crash),
    });
    child.start();
    const first = child.pid as number;
    process.kill(first, 'SIGKILL');
    await waitFor(() => child.pid !== undefined && child.pid !== first);
    expect(crashes).toMatchObject([{ name: 'slate', pid: first, reason: 'SIGKILL', restartInMs: 250 }]);
    await child.stop();
    expect(child.pid).toBeUndefined();
  });

  it('waits longer from crash to crash', async () => {
    await using script = await program('process.exit(3);');
    const delays: number[] = [];
    const child = new SupervisedProcess({
      name: 'slate',
      script: script.path,
      cwd: script.folder,
      env: process.env,
      onCrash: ({ restartInMs }) => delays.push(restartInMs),
    });
    child.start();
    await waitFor(() => delays.length === 3);
    await child.stop();
    expect(delays).toEqual([250, 500, 1000]);
  });

  it('lets a process finish what it does', async () => {
    await using script = await program(`process.once('SIGTERM', () => setTimeout(() => { process.exit(0); }, 100)); ${FOREVER}`);
    const crashes: unknown[] = [];
    const child = new SupervisedProcess({
      name: 'slate',
      script: script.path,
      cwd: script.folder,
      env: process.env,
      onCrash: (crash) => crashes.push(crash),
    });
    child.start();
    await child.stop();
    expect(crashes).toEqual([]);
  });

  it('leaves no process behind when the supervisor itself is killed', async () => {
    await using script = await program(`process.once('SIGTERM', () => process.exit(0)); ${FOREVER}`);
    const supervisor = join(script.folder, 'supervisor.ts');
    const module = new URL('./supervised-process.ts', import.meta.url).href;
    const options = `{ name: 'slate', script: ${JSON.stringify(script.path)}, cwd: ${JSON.stringify(script.folder)}, env: process.env, onCrash() {} }`;
    await writeFile(
      supervisor,
      `import { SupervisedProcess } from '${module}'; const child = new SupervisedProcess(${options}); child.start(); console.log(child.pid);`,
    );
    const parent = spawn(process.execPath, [supervisor], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = (await once(parent.stdout, 'data')) as [Buffer];
    const pid = Number(line.toString());
    parent.kill('SIGKILL');
    await waitFor(() => !isAlive(pid), { what: 'the child to end' });
  });
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
