import { createServer } from 'node:net';
import { findPortHolder } from './port-holder.ts';
import { StartupError } from './startup-error.ts';

export interface WantedPort {
  /** Who listens there: `SLATE`, `the gateway`. */
  owner: string;
  port: number;
  host: string;
  /** The setting that moves it. */
  setting: string;
}

/** Throws StartupError for the first port that cannot be listened on. Settings that name one port twice are told apart from a foreign holder. */
export async function checkPorts(wanted: readonly WantedPort[]): Promise<void> {
  const owners = new Map<number, WantedPort>();
  for (const item of wanted) {
    const other = item.port === 0 ? undefined : owners.get(item.port);
    if (other)
      throw new StartupError(
        `${other.owner} and ${item.owner} are both to listen on port ${item.port}: give ${item.setting} another value.`,
      );
    owners.set(item.port, item);
  }
  const faults = await Promise.all(wanted.map(async (item) => ({ item, code: await listenFault(item) })));
  const first = faults.find((fault) => fault.code !== undefined);
  if (first) throw await portError(first.item, first.code ?? '');
}

async function portError(item: WantedPort, code: string): Promise<StartupError> {
  const move = `set ${item.setting} to a free port`;
  if (code === 'EADDRINUSE') {
    const holder = await findPortHolder(item.port);
    const who = holder ? `process ${holder.pid} (${holder.command})` : 'another process';
    return new StartupError(`Port ${item.port}, which ${item.owner} needs, is held by ${who}: stop it, or ${move}.`);
  }
  if (code === 'EACCES')
    return new StartupError(`Port ${item.port}, which ${item.owner} needs, is reserved for the administrator: ${move} above 1023.`);
  if (code === 'EADDRNOTAVAIL')
    return new StartupError(`${item.owner} cannot listen on ${item.host}, which is no address of this host: set HOST to one that is.`);
  return new StartupError(`${item.owner} cannot listen on ${item.host}:${item.port} (${code}): ${move}.`);
}

function listenFault({ host, port }: WantedPort): Promise<string | undefined> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    probe.listen({ host, port, exclusive: true }, () => probe.close(() => resolve(undefined)));
  });
}
