import { redisOptions } from '@wissil/platform/cache';
import type { Connection } from '@wissil/platform/config';
import type { DependencyProbe } from '@wissil/platform/health';
import { Redis, type RedisOptions } from 'ioredis';

/** `SENTINEL masters` on the first Sentinel that answers: the master of `redis+sentinel://…/<name>` is known, and not down. */
export function sentinelProbe(name: string, redis: Connection<'redis'>): DependencyProbe {
  if (redis.kind === 'embedded') return { name, probe: null };
  const { sentinels, name: master, sentinelPassword, tls } = redisOptions(redis.url);
  if (!sentinels || master === undefined) return { name, probe: null };
  return {
    name,
    probe: async (signal) => {
      const failures: string[] = [];
      for (const { host, port } of sentinels) {
        const place = `${host}:${port}`;
        const masters = await mastersOf({ host, port, password: sentinelPassword, tls }, signal).catch((error: Error) => {
          failures.push(`${place}: ${error.message}`);
        });
        if (!masters) continue;
        const flags = masters.get(master);
        if (flags === undefined) throw new Error(`Sentinel at ${place} knows no master ${master}`);
        if (/_down|disconnected/.test(flags)) throw new Error(`Sentinel at ${place} says that the master ${master} is ${flags}`);
        return;
      }
      throw new Error(`no Sentinel answers (${failures.join('; ')})`);
    },
  };
}

/** The flags of every master by its name. */
async function mastersOf(server: RedisOptions, signal: AbortSignal): Promise<Map<string, string>> {
  const client = new Redis({ ...server, lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 0 });
  client.on('error', () => {});
  const disconnect = () => client.disconnect();
  signal.addEventListener('abort', disconnect);
  try {
    await client.connect();
    const masters = (await client.call('SENTINEL', 'masters')) as string[][];
    return new Map(masters.map((fields) => [field(fields, 'name'), field(fields, 'flags')]));
  } finally {
    signal.removeEventListener('abort', disconnect);
    disconnect();
  }
}

function field(fields: readonly string[], name: string): string {
  return fields[fields.indexOf(name) + 1] ?? '';
}
