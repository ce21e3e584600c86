import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '@wissil/testkit';
import { type Running, runProcess } from '../machine/run-process.ts';

export interface Registry extends Running {
  /** `127.0.0.1:<port>`, as references of images name it. */
  host: string;
}

/** Debian's docker-registry on loopback, without TLS. */
export async function runRegistry(folder: string): Promise<Registry> {
  const host = `127.0.0.1:${await freePort()}`;
  const config = join(folder, 'registry.json');
  const storage = { filesystem: { rootdirectory: join(folder, 'registry') } };
  writeFileSync(config, JSON.stringify({ version: 0.1, log: { level: 'error' }, storage, http: { addr: host } }));
  const running = await runProcess(
    { command: 'docker-registry', args: ['serve', config] },
    async () => (await fetch(`http://${host}/v2/`)).ok,
  );
  return { ...running, host };
}
