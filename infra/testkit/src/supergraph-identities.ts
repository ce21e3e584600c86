import { randomBytes } from 'node:crypto';
import {
  type Action,
  type Caller,
  IDENTITY_HEADER,
  IdentitySigner,
  openInstallationSecret,
  requestLocalToken,
  secretHash,
} from '@wissil/platform/auth';
import { createPool } from '@wissil/platform/database';
import { newId } from '@wissil/platform/graphql';

export type PersonRole = 'ADMIN' | 'DESIGNER' | 'ENGINEER';

export interface TokenOptions {
  scopes?: readonly Action[];
  kind?: 'AGENT' | 'TOOL';
}

/** A session of a person of that role, as a browser holds it. */
export interface TestSession {
  userId: string;
  sessionId: string;
  cookie: { name: string; value: string };
}

/** Who acts in tests of a supergraph. */
export class SupergraphIdentities {
  readonly #landingUrl: string;
  readonly #dataFolder: string;
  #administrator: Promise<string> | undefined;

  constructor(landingUrl: string, dataFolder: string) {
    this.#landingUrl = landingUrl;
    this.#dataFolder = dataFolder;
  }

  /** A new access token, as `npm run access-token` makes them. */
  async token(role: PersonRole, { scopes, kind = 'TOOL' }: TokenOptions = {}): Promise<string> {
    const secret = await openInstallationSecret({ secret: undefined, dataFolder: this.#dataFolder });
    return requestLocalToken({
      landingUrl: this.#landingUrl,
      secret,
      role,
      kind,
      name: 'test',
      days: 1,
      ...(scopes && { scopes: [...scopes] }),
    });
  }

  /** One token of an administrator for everything that does not matter. */
  administrator(): Promise<string> {
    return (this.#administrator ??= this.token('ADMIN').catch((error: unknown) => {
      this.#administrator = undefined;
      throw error;
    }));
  }

  /** What the gateway sends to a subgraph in another process with a request of that caller. */
  async signed(caller: Caller): Promise<Record<string, string>> {
    const secret = await openInstallationSecret({ secret: undefined, dataFolder: this.#dataFolder });
    return { [IDENTITY_HEADER]: await new IdentitySigner(secret).tokenFor(caller) };
  }

  /** Somebody new of that role who is signed in already: how one gets there is the subject of other tests. */
  async session(databaseUrl: string, role: PersonRole): Promise<TestSession> {
    const pool = createPool(databaseUrl, 'landing');
    const [userId, sessionId, value] = [newId('User'), newId('Session'), randomBytes(32).toString('base64url')];
    try {
      await pool.query(
        `INSERT INTO "user" (id, email, name, role, status, issuer, subject) VALUES ($1, $2, $3, $4::"Role", 'ACTIVE', 'https://id.example.org', $1)`,
        [userId, `${userId}@example.org`, `Test ${role.toLowerCase()}`, role],
      );
      await pool.query(
        `INSERT INTO session (id, user_id, secret_hash, expires_at, address, user_agent) VALUES ($1, $2, $3, now() + interval '1 day', '127.0.0.1', 'test')`,
        [sessionId, userId, secretHash(value)],
      );
    } finally {
      await pool.end();
    }
    return { userId, sessionId, cookie: { name: 'wissil', value } };
  }
}
