import { z } from 'zod';

const environment = z.object({
  /** A number, or the path of a Unix socket. */
  PORT: z.string().min(1).default('8080'),
  HOST: z.string().min(1).default('127.0.0.1'),
  // [if database.postgresql]
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  // [end]
  // [if features.redis]
  REDIS_URL: z.url({ protocol: /^rediss?$/ }).optional(),
  // [end]
  // [if features.nats]
  NATS_URL: z.url({ protocol: /^(nats|tls)$/ }).optional(),
  // [end]
  // [if features.tracing]
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url().optional(),
  // [end]
});

export interface Config {
  listen: { port: number; host: string } | { path: string };
  // [if database.postgresql]
  /** Not set: items live in memory. */
  databaseUrl: string | undefined;
  // [end]
  // [if features.redis]
  /** Not set: nothing is cached. */
  redisUrl: string | undefined;
  // [end]
  // [if features.nats]
  /** Not set: nothing is published. */
  natsUrl: string | undefined;
  // [end]
  // [if features.tracing]
  /** Not set: nothing is traced. */
  traceUrl: string | undefined;
  // [end]
}

/** @throws with a sentence for each setting that is not acceptable */
export function parseConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const given = environment.safeParse(env);
  if (!given.success) {
    throw new Error(given.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n'));
  }
  const { PORT, HOST } = given.data;
  return {
    listen: /^\d+$/.test(PORT) ? { port: Number(PORT), host: HOST } : { path: PORT },
    // [if database.postgresql]
    databaseUrl: given.data.DATABASE_URL,
    // [end]
    // [if features.redis]
    redisUrl: given.data.REDIS_URL,
    // [end]
    // [if features.nats]
    natsUrl: given.data.NATS_URL,
    // [end]
    // [if features.tracing]
    traceUrl: given.data.OTEL_EXPORTER_OTLP_ENDPOINT,
    // [end]
  };
}
