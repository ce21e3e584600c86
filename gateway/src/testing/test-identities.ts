import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import {
  type Caller,
  callerOf,
  type Credential,
  type Identity,
  IDENTITY_CHANGED,
  type IdentityAuthority,
  IdentityClient,
  IdentitySigner,
  IdentityVerifier,
  installationSecret,
  type Role,
  ROLES,
} from '@wissil/platform/auth';
import type { EventBus } from '@wissil/platform/events';
import { createLogger } from '@wissil/platform/logging';

const silent = createLogger({ name: 'test', level: 'silent' });
const SECRET = installationSecret('the secret of an installation that is only there for a test');

/** In the place of LANDING: the secret `ENGINEER.ada` is that of the engineer ada, unless it was changed or taken away. */
class TestAuthority implements IdentityAuthority {
  /** Whether it answers. */
  reachable = true;
  /** How many credentials each question was about. */
  readonly questions: number[] = [];
  /** The secrets that it was told to be in use. */
  readonly used: string[] = [];
  readonly #changed = new Map<string, Partial<Identity> | undefined>();

  async resolve(credentials: readonly Credential[], use: 'use' | 'watch'): Promise<readonly (Identity | undefined)[]> {
    this.questions.push(credentials.length);
    if (!this.reachable) throw new Error('LANDING does not answer');
    if (use === 'use') this.used.push(...credentials.map(({ secret }) => secret));
    return credentials.map(({ secret }) => this.#identityOf(secret));
  }

  /** From now on. Whoever is to hear of it is told by `TestIdentities.change`. */
  set(secret: string, identity: Partial<Identity>): void {
    this.#changed.set(secret, identity);
  }

  revoke(secret: string): void {
    this.#changed.set(secret, undefined);
  }

  #identityOf(secret: string): Identity | undefined {
    const known = testIdentity(secret);
    if (!this.#changed.has(secret)) return known;
    const changed = this.#changed.get(secret);
    return known && changed && { ...known, ...changed };
  }
}

export interface TestIdentities extends AsyncDisposable {
  client: IdentityClient;
  signer: IdentitySigner;
  verifier: IdentityVerifier;
  authority: TestAuthority;
  /** Says over the bus that something of the person is not as it was. */
  change(secret: string, credential?: string): Promise<void>;
}

/** @param bus without one nobody hears of changes */
export async function openTestIdentities({ bus, now }: { bus?: EventBus; now?: () => number } = {}): Promise<TestIdentities> {
  const authority = new TestAuthority();
  const client = new IdentityClient({
    authority,
    bus: bus as EventBus,
    logger: silent,
    addressOf: (request: IncomingMessage) => request.socket.remoteAddress ?? '',
    ...(now && { now }),
  });
  const listening = bus && (await client.listen());
  return {
    client,
    signer: new IdentitySigner(SECRET),
    verifier: new IdentityVerifier(SECRET),
    authority,
    async change(secret, credential) {
      const payload = { subject: testIdentity(secret)?.subject, ...(credential && { credential }) };
      await bus?.publish([
        { id: randomUUID(), subject: IDENTITY_CHANGED, source: 'landing', occurredAt: new Date().toISOString(), payload },
      ]);
    },
    async [Symbol.asyncDispose]() {
      await listening?.stop();
    },
  };
}

/** `ENGINEER.ada`: the person usr_ada with the session ses_ENGINEER.ada; `ENGINEER` alone: somebody with that role. Undefined for other secrets. */
function testIdentity(secret: string): Identity | undefined {
  const [role, name = secret.toLowerCase()] = secret.split('.', 2);
  if (!isRole(role)) return undefined;
  return { kind: 'human', subject: `usr_${name}`, name, role, credential: `ses_${secret}`, expiresAt: Number.MAX_SAFE_INTEGER };
}

/** The caller that a request with that secret is made for. */
export function testCaller(secret: string, identity: Partial<Identity> = {}): Caller {
  return callerOf({ ...(testIdentity(secret) as Identity), ...identity }, '127.0.0.1');
}

export const bearer = (secret: string): { authorization: string } => ({ authorization: `Bearer ${secret}` });

export const sessionCookie = (secret: string): { cookie: string } => ({ cookie: `theme=dark; wissil=${secret}` });

function isRole(text: string | undefined): text is Role {
  return ROLES.some((role) => role === text);
}
