import { type Config, defineSettings, type Environment, parseConfig, platformSettings, values } from '@wissil/platform/config';
import { z } from 'zod';

/** LANDING's own settings, and those of the infrastructure whose health it shows. */
export const landingSettings = defineSettings({
  redis: platformSettings.redis,
  nats: platformSettings.nats,
  healthIntervalMs: {
    env: 'HEALTH_INTERVAL_MS',
    schema: values.integer(100, 60_000),
    default: '500',
    doc: 'How often LANDING asks each system for its health, in milliseconds.',
  },
  databaseReplicaUrl: {
    env: 'DATABASE_REPLICA_URL',
    schema: z
      .string()
      .regex(/^postgres(ql)?:\/\/[^/?#]/)
      .optional()
      .describe('an address that begins with postgresql://'),
    doc: 'A PostgreSQL replica whose health and replication lag LANDING shows.',
    secret: true,
  },
  databaseReplicaMaxLagSeconds: {
    env: 'DATABASE_REPLICA_MAX_LAG_SECONDS',
    schema: values.integer(1, 86_400),
    default: '30',
    doc: 'How far the replica may be behind before it counts as down, in seconds.',
  },
  registryMirrorUrl: {
    env: 'REGISTRY_MIRROR_URL',
    schema: values.optionalHttpUrl,
    doc: 'The mirror of the OCI registry whose health LANDING shows.',
  },
});

export type LandingConfig = Config<typeof landingSettings>;

export function parseLandingConfig(env: Environment): LandingConfig {
  return parseConfig(landingSettings, env);
}
