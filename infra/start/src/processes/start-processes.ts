import { isIP } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { Environment } from '@wissil/platform/config';
import { resolveDatabase } from '@wissil/platform/database';
import { createLogger } from '@wissil/platform/logging';
import { type Announcements, resolveAddresses, type SubgraphName } from '@wissil/platform/subgraph';
import { StartupError } from '../checks/startup-error.ts';
import type { StartConfig } from '../config.ts';
import { claimInstallation, localSubgraphs } from '../installation.ts';
import type { Running } from '../run.ts';
import { SupervisedProcess } from './supervised-process.ts';

const READY_DEADLINE_MS = 60_000;
const READY_POLL_MS = 50;

interface Part {
  /** As people know it. */
  name: string;
  script: string;
  /** Its origin. */
  url: string;
}

/** Each subgraph and the gateway as a process of its own; this process keeps the embedded database and starts what crashes again. */
export async function startProcesses(config: StartConfig, env: Environment): Promise<Running> {
  const logger = createLogger({ level: config.logLevel, name: 'supervisor' });
  await using stack = new AsyncDisposableStack();
  stack.use(await claimInstallation(config));
  const database = stack.use(await resolveDatabase(config, logger));

  const { internal, public: published } = resolveAddresses(config, config.host);
  const gatewayUrl = `http://${config.host}:${config.gatewayPort}`;
  const parts = [
    ...localSubgraphs(config).map((name) => subgraphPart(name, internal[name])),
    { name: 'gateway', script: script('gateway/src/main.ts'), url: gatewayUrl },
  ];
  const childEnv = {
    ...env,
    ...subgraphUrls(internal),
    DATABASE_URL: database.url,
    GATEWAY_URL: gatewayUrl,
    LOG_LEVEL: config.logLevel,
    TRUSTED_PROXIES: [...config.trustedProxies, ...partAddresses(config.host)].join(','),
    WISSIL_ANNOUNCE_TO: 'parent',
  };

  const early = Promise.withResolvers<never>();
  early.promise.catch(() => undefined);
  let ready = false;
  const announced = Promise.withResolvers<readonly string[]>();
  if (!parts.some(({ name }) => name === 'landing')) announced.resolve([]);
  const onMessage = (message: unknown) => {
    if (!isAnnouncements(message)) return;
    if (ready) for (const sentence of message.announcements) process.stdout.write(`${sentence}\n`);
    else announced.resolve(message.announcements);
  };
  const processes = parts.map(
    ({ name, script: path }) =>
      new SupervisedProcess({
        name,
        script: path,
        cwd: script(''),
        env: childEnv,
        onMessage,
        onCrash({ pid, reason, restartInMs }) {
          if (!ready) early.reject(new StartupError(`${name} did not start (${reason}): what it said stands above.`));
          process.stderr.write(`${name} (process ${pid}) ended with ${reason}; starting it again in ${restartInMs} ms.\n`);
        },
      }),
  );
  stack.defer(async () => {
    // What runs in the gateway still needs the subgraphs; and to LANDING a stop is no outage of the others.
    for (const first of ['gateway', 'landing']) await processes.find(({ name }) => name === first)?.stop();
    await Promise.all(processes.map((child) => child.stop()));
  });
  for (const child of processes) child.start();
  await Promise.race([Promise.all(parts.map(awaitHealth)), early.promise]);
  const announcements = await Promise.race([announced.promise, early.promise]);
  ready = true;

  const owned = stack.move();
  return {
    url: published.landing,
    announcements,
    stop: () => owned.disposeAsync(),
    kill: () => processes.forEach((child) => child.kill()),
  };
}

function subgraphPart(name: SubgraphName, url: string): Part {
  return { name, script: script(`subgraphs/${name}/src/main.ts`), url };
}

/** What the parts say of each other's requests is believed: under these addresses they reach each other. */
function partAddresses(host: string): string[] {
  return ['127.0.0.1', '::1', ...(isIP(host) === 0 ? [] : [host])];
}

function isAnnouncements(message: unknown): message is Announcements {
  return typeof message === 'object' && message !== null && 'announcements' in message && Array.isArray(message.announcements);
}

function script(path: string): string {
  return fileURLToPath(new URL(`../../../../${path}`, import.meta.url));
}

/** In this topology nothing is in the gateway's own process: every subgraph has an address. */
function subgraphUrls(internal: Readonly<Record<SubgraphName, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(internal).map(([name, url]) => [`SUBGRAPH_${name.toUpperCase()}_URL`, `${url}/subgraph`]));
}

async function awaitHealth({ name, url }: Part): Promise<void> {
  const deadline = performance.now() + READY_DEADLINE_MS;
  while (performance.now() < deadline) {
    const answered = await fetch(`${url}/api/health`, { signal: AbortSignal.timeout(2_000) }).then(
      async (response) => {
        await response.body?.cancel();
        return response.ok;
      },
      () => false,
    );
    if (answered) return;
    await new Promise((resolve) => setTimeout(resolve, READY_POLL_MS));
  }
  throw new StartupError(
    `${name} did not answer at ${url}/api/health within ${READY_DEADLINE_MS / 1000} s: look at its lines above, or raise LOG_LEVEL to info.`,
  );
}
