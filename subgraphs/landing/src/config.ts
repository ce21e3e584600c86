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
  sessionIdleHours: {
    env: 'SESSION_IDLE_HOURS',
    schema: values.integer(1, 720),
    default: '12',
    doc: 'A session that nobody uses ends after so many hours.',
  },
  sessionDays: { env: 'SESSION_DAYS', schema: values.integer(1, 90), default: '7', doc: 'Every session ends after so many days.' },
  cookieDomain: {
    env: 'COOKIE_DOMAIN',
    schema: z
      .string()
      .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/)
      .optional()
      .describe('a domain such as example.org'),
    doc: 'The domain whose names share one session, where the systems have names of their own. Not set: the session is LANDING’s name’s alone.',
  },
  oidcIssuer: {
    env: 'OIDC_ISSUER',
    schema: values.optionalHttpUrl,
    doc: 'The OpenID Connect issuer that people sign in at. Not set: the identity provider that WISSIL embeds.',
  },
  oidcClientId: { env: 'OIDC_CLIENT_ID', schema: values.text, default: 'wissil', doc: 'WISSIL’s name at that issuer.' },
  oidcClientSecret: {
    env: 'OIDC_CLIENT_SECRET',
    schema: values.secret.optional().describe('a secret text'),
    doc: 'WISSIL’s secret at that issuer.',
    secret: true,
  },
  oidcRequiredAcr: {
    env: 'OIDC_REQUIRED_ACR',
    schema: values.text.optional().describe('a text'),
    doc: 'The authentication context (acr) that the issuer must vouch for, such as one with a second factor.',
  },
  oidcAdminEmails: {
    env: 'OIDC_ADMIN_EMAILS',
    schema: z
      .string()
      .optional()
      .transform((text) =>
        (text ?? '')
          .split(',')
          .map((email) => email.trim().toLowerCase())
          .filter((email) => email !== ''),
      )
      .describe('e-mail addresses, separated by commas'),
    doc: 'Who becomes an administrator at the first sign-in with that issuer; everybody else is invited.',
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
