import { connection } from './connection.ts';
import { defineSettings } from './setting.ts';
import { addressRanges, choice, domain, folder, integer, secret, text } from './values.ts';

/** The settings of every server process. */
export const platformSettings = defineSettings({
  database: {
    env: 'DATABASE_URL',
    schema: connection('postgres', ['postgres', 'postgresql']),
    doc: 'PostgreSQL 15 or newer. Not set: an embedded PostgreSQL 18 in the data folder.',
    secret: true,
  },
  redis: {
    env: 'REDIS_URL',
    schema: connection('redis', ['redis', 'rediss', 'redis+sentinel', 'rediss+sentinel']),
    doc: 'Redis 7 or newer; with Sentinel `redis+sentinel://host:26379,host2:26379/mymaster`. Not set: a bounded cache in the process.',
    secret: true,
  },
  nats: {
    env: 'NATS_URL',
    schema: connection('nats', ['nats', 'tls']),
    doc: 'NATS with JetStream; several servers separated by commas. Not set: an event bus in PostgreSQL.',
    secret: true,
  },
  dataFolder: {
    env: 'WISSIL_DATA',
    schema: folder,
    default: '.data',
    doc: 'The folder of everything that the embedded parts keep.',
  },
  secret: {
    env: 'WISSIL_SECRET',
    schema: secret
      .refine((value) => value.reveal().length >= 32)
      .optional()
      .describe('a secret text of at least 32 characters'),
    doc: 'What services sign and encrypt with; the same for all of one installation. Not set: one that is kept in the data folder.',
    secret: true,
  },
  trustedProxies: {
    env: 'TRUSTED_PROXIES',
    schema: addressRanges,
    doc: 'Addresses or CIDR ranges, separated by commas, of proxies whose X-Forwarded-For is believed.',
  },
  cloudflareAccessTeamDomain: {
    env: 'CLOUDFLARE_ACCESS_TEAM_DOMAIN',
    schema: domain.optional().describe('a domain such as team.cloudflareaccess.com'),
    doc: 'The team domain of Cloudflare Access in front of WISSIL: nobody is let in who has not come through it. Set together with CLOUDFLARE_ACCESS_AUDIENCE.',
  },
  cloudflareAccessAudience: {
    env: 'CLOUDFLARE_ACCESS_AUDIENCE',
    schema: text.optional().describe('a text'),
    doc: 'The Application Audience (AUD) tag of WISSIL at Cloudflare Access.',
  },
  host: {
    env: 'HOST',
    schema: text,
    default: '127.0.0.1',
    doc: 'The address that servers listen on. 0.0.0.0 opens them to the network.',
  },
  logLevel: {
    env: 'LOG_LEVEL',
    schema: choice('trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'),
    default: 'info',
    doc: 'The least severe log line that is written.',
  },
  requestBodyLimit: {
    env: 'REQUEST_BODY_LIMIT',
    schema: integer(1_024, 104_857_600),
    default: '1048576',
    doc: 'The largest request body, in bytes; a larger one is answered with 413.',
  },
  requestTimeoutSeconds: {
    env: 'REQUEST_TIMEOUT_SECONDS',
    schema: integer(1, 3_600),
    default: '30',
    doc: 'How long one request may take, in seconds.',
  },
  shutdownTimeoutSeconds: {
    env: 'SHUTDOWN_TIMEOUT_SECONDS',
    schema: integer(1, 600),
    default: '10',
    doc: 'How long running requests may take to finish after a signal to stop, in seconds.',
  },
  databasePoolSize: {
    env: 'DATABASE_POOL_SIZE',
    schema: integer(1, 200),
    default: '10',
    doc: 'The most database connections that one subgraph opens.',
  },
  databaseStatementTimeoutSeconds: {
    env: 'DATABASE_STATEMENT_TIMEOUT_SECONDS',
    schema: integer(1, 3_600),
    default: '10',
    doc: 'How long one SQL statement may run, in seconds.',
  },
});
