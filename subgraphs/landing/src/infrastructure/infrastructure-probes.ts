import type { Cache } from '@wissil/platform/cache';
import { createPool } from '@wissil/platform/database';
import type { EventBus } from '@wissil/platform/events';
import { type DependencyProbe, httpProbe } from '@wissil/platform/health';
import type { PrismaClient } from '../../generated/prisma/client.ts';
import type { LandingConfig } from '../config.ts';
import { sentinelProbe } from './sentinel-probe.ts';

export interface Infrastructure {
  probes: readonly DependencyProbe[];
  close(): Promise<void>;
}

/** What LANDING depends on itself, and the infrastructure of LAND-4 that this installation has. */
export function openInfrastructure(options: { db: PrismaClient; cache: Cache; bus: EventBus; config: LandingConfig }): Infrastructure {
  const { db, cache, bus, config } = options;
  const replica = openReplica(config);
  return {
    probes: [
      { name: 'PostgreSQL', probe: async () => void (await db.$queryRaw`SELECT 1`) },
      { name: 'Redis', probe: config.redis.kind === 'embedded' ? null : () => cache.ping() },
      { name: 'PostgreSQL replica', probe: replica?.probe ?? null },
      sentinelProbe('Redis Sentinel', config.redis),
      { name: 'NATS', probe: config.nats.kind === 'embedded' ? null : () => bus.ping() },
      httpProbe('Registry mirror', config.registryMirrorUrl && `${config.registryMirrorUrl}/v2/`),
    ],
    close: async () => replica?.close(),
  };
}

/** Seconds that the replica is behind; 0 where it has replayed all that it received. Null on a server that is no replica. */
const REPLICATION_LAG = `
  SELECT CASE
    WHEN NOT pg_is_in_recovery() THEN NULL
    WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() THEN 0
    ELSE extract(epoch FROM now() - pg_last_xact_replay_timestamp())
  END::float8 AS lag`;

function openReplica({ databaseReplicaUrl, databaseReplicaMaxLagSeconds }: LandingConfig) {
  if (databaseReplicaUrl === undefined) return undefined;
  const pool = createPool(databaseReplicaUrl, 'landing', { max: 1, statementTimeoutSeconds: 2 });
  return {
    close: () => pool.end(),
    probe: async () => {
      const { rows } = await pool.query<{ lag: number | null }>(REPLICATION_LAG);
      const lag = rows[0]?.lag ?? null;
      if (lag === null) throw new Error('the server of DATABASE_REPLICA_URL is no replica: it does not follow another one');
      if (lag > databaseReplicaMaxLagSeconds)
        throw new Error(`the replica is ${Math.round(lag)} s behind, more than ${databaseReplicaMaxLagSeconds} s`);
    },
  };
}
