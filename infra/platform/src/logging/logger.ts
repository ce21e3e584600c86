import { pino } from 'pino';

export type { Logger } from 'pino';

export type LogLevel = 'debug' | 'error' | 'fatal' | 'info' | 'silent' | 'trace' | 'warn';

/** JSON lines on standard error, so that what a command prints for people stays readable. Credentials never reach a line. */
export function createLogger(options: { level: LogLevel; name: string }) {
  return pino(
    {
      name: options.name,
      level: options.level,
      base: { service: options.name },
      redact: { paths: REDACTED.flatMap((key) => [key, `*.${key}`, `*.headers.${key}`]), censor: '[redacted]' },
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
    },
    process.stderr,
  );
}

const REDACTED = ['authorization', 'cookie', 'password', 'secret', 'token', 'databaseUrl', 'redisUrl', 'natsUrl', '["set-cookie"]'];
