import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePorts, temporaryFolder, waitFor } from '@wissil/testkit';

/** Debian's docker-registry on loopback: somebody else's registry. */
export async function startDockerRegistry(): Promise<AsyncDisposable & { url: string }> {
  const [port] = await freePorts(1);
  const folder = await temporaryFolder();
  const url = `http://127.0.0.1:${port}`;
  const config = join(folder.path, 'config.yml');
  const settings = {
    version: 0.1,
    storage: { filesystem: { rootdirectory: join(folder.path, 'data') } },
    http: { addr: `127.0.0.1:${port}` },
  };
  await writeFile(config, JSON.stringify(settings));
  const server = spawn('docker-registry', ['serve', config], { stdio: 'ignore' });
  const ended = once(server, 'exit');
  await waitFor(async () => (await fetch(`${url}/v2/`)).ok, { timeout: 15_000, what: 'docker-registry' });
  return {
    url,
    async [Symbol.asyncDispose]() {
      server.kill('SIGKILL');
      await ended;
      await folder.remove();
    },
  };
}
