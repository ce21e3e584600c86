import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';

export type SharedServerName = 'nats' | 'postgres' | 'redis';

declare module 'vitest' {
  interface ProvidedContext {
    /** The address of the run's starter; `GET /<name>` answers the address of the server once it runs. */
    sharedServers: string;
  }
}

export interface TestDatabase extends AsyncDisposable {
  url: string;
  name: string;
}

export interface SharedServer {
  url: string;
  /** Unique in the run, of `[a-z0-9]`: put it before keys, channels and streams, so that tests do not meet. */
  prefix: string;
}

/** An empty database on the run's PostgreSQL, gone when it is disposed of. */
export async function createDatabase(): Promise<TestDatabase> {
  const server = await addressOf('postgres');
  const name = uniquePrefix();
  await administer(server, `CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    name,
    [Symbol.asyncDispose]: () => administer(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}

/** The run's Redis. */
export async function sharedRedis(): Promise<SharedServer> {
  return { url: await addressOf('redis'), prefix: uniquePrefix() };
}

/** The run's NATS with JetStream. */
export async function sharedNats(): Promise<SharedServer> {
  return { url: await addressOf('nats'), prefix: uniquePrefix() };
}

async function addressOf(name: SharedServerName): Promise<string> {
  const response = await fetch(new URL(name, inject('sharedServers')));
  const body = await response.text();
  if (!response.ok) throw new Error(`the run's ${name} did not start: ${body}`);
  return body;
}

async function administer(server: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

function uniquePrefix(): string {
  return `t${randomBytes(6).toString('hex')}`;
}
