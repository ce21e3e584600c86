import { createHash, randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { AuditTrail } from '@wissil/platform/audit';
import { installationSecret } from '@wissil/platform/auth';
import { type Cache, createCache } from '@wissil/platform/cache';
import { createPool, createPrismaAdapter, migrate } from '@wissil/platform/database';
import { respondJson, startHttpService } from '@wissil/platform/http';
import { createLogger } from '@wissil/platform/logging';
import { createDatabase } from '@wissil/testkit';
import { Secret, TOTP } from 'otpauth';
import { PrismaClient } from '../generated/prisma/client.ts';
import { createIdentityProvider, type IdentityProvider } from '../src/identity-provider/identity-provider.ts';
import { type Enrolled, PASSWORD } from './enrolled-person.ts';
import { type Visit, WebVisitor } from './web-visitor.ts';

const MIGRATIONS = fileURLToPath(new URL('../prisma/migrations', import.meta.url));
const logger = createLogger({ level: 'silent', name: 'identity-provider-test' });

/** What the audit log was told. */
interface Told {
  operation: string;
  outcome: string;
  target?: string;
  code?: string;
}

/** nocturnaID alone, with a database and a clock of its own; `/auth/…` is as bare as a relying party can be. */
export interface ProviderScene extends AsyncDisposable {
  url: string;
  db: PrismaClient;
  sql: ReturnType<typeof createPool>;
  provider: IdentityProvider;
  cache: Cache;
  told: Told[];
  clock: { now: number };
  /** A browser at that network address. */
  visitor(address?: string): ProviderVisitor;
  codeOf(totpSecret: string, steps?: number): string;
  /** Somebody who has been invited and has set up everything, by links. */
  enrolled(email: string): Promise<Enrolled>;
  /** Another process of the same installation. */
  another(): IdentityProvider;
}

export async function openProviderScene(options: { cache?: (cache: Cache) => Cache } = {}): Promise<ProviderScene> {
  const database = await createDatabase();
  await migrate(database.url, 'landing', MIGRATIONS);
  const limits = { max: 6, statementTimeoutSeconds: 10, onIdleError: () => undefined };
  const db = new PrismaClient({ adapter: createPrismaAdapter(database.url, 'landing', limits) });
  const sql = createPool(database.url, 'landing');
  const memory = createCache({ redis: { kind: 'embedded' } });
  const cache = options.cache?.(memory) ?? memory;
  const told: Told[] = [];
  const clock = { now: Date.now() };
  const audit = new AuditTrail('landing', async ({ payload }) => told.push(payload as Told), logger);
  const secret = installationSecret('the secret of an installation that is only there for a test');
  const running: { provider?: IdentityProvider } = {};
  const service = await startHttpService({
    host: '127.0.0.1',
    port: 0,
    logger,
    handler: (request, response) => {
      if (request.url?.startsWith('/auth/sign-in')) {
        const { location } = authorization(service.url);
        return void response.writeHead(302, { location }).end();
      }
      if (!request.url?.startsWith('/id/')) return respondJson(response, 200, { reached: request.url });
      return running.provider?.handle(request, response);
    },
  });
  const open = () =>
    createIdentityProvider({
      ...{ db, cache, secret, audit, logger },
      publicUrl: service.url,
      addressOf: (request) => String(request.headers['x-address'] ?? '127.0.0.1'),
      now: () => clock.now,
    });
  const provider = open();
  running.provider = provider;
  const scene: ProviderScene = {
    url: service.url,
    ...{ db, sql, provider, cache, told, clock },
    visitor: (address) => new ProviderVisitor(service.url, address),
    codeOf: (totpSecret, steps = 0) =>
      new TOTP({ secret: Secret.fromBase32(totpSecret) }).generate({ timestamp: clock.now + steps * 30_000 }),
    enrolled: async (email) => {
      const { url } = await scene.provider.accounts.invite({ email, name: `${email.split('@')[0]}` });
      return scene.visitor().enrol(scene, url);
    },
    another: open,
    async [Symbol.asyncDispose]() {
      await service.close(0);
      await db.$disconnect();
      await sql.end();
      await memory.close();
      await database[Symbol.asyncDispose]();
    },
  };
  return scene;
}

/** An authorization request as WISSIL sends it, and the verifier that belongs to it. */
export function authorization(url: string, changes: Record<string, string | undefined> = {}): { location: string; verifier: string } {
  const verifier = randomBytes(32).toString('base64url');
  const query = {
    client_id: 'wissil',
    redirect_uri: `${url}/auth/callback`,
    response_type: 'code',
    scope: 'openid profile email',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    state: 'a-state',
    nonce: 'a-nonce',
    prompt: 'login' as string | undefined,
    ...changes,
  };
  const kept = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return { location: `${url}/id/auth?${new URLSearchParams(kept)}`, verifier };
}

type Visited = Parameters<WebVisitor['visit']>[1];

class ProviderVisitor extends WebVisitor {
  readonly #url: string;
  readonly #address: string;

  constructor(url: string, address = '127.0.0.1') {
    super(url, url);
    this.#url = url;
    this.#address = address;
  }

  override visit(address: string, options: Visited = {}): Promise<Visit> {
    return super.visit(address, { ...options, headers: { 'x-address': this.#address, ...options.headers } });
  }

  /** Up to the page that asks for the password. */
  async begin(changes: Record<string, string | undefined> = {}): Promise<{ page: string; verifier: string; answer: Visit }> {
    const { location, verifier } = authorization(this.#url, changes);
    const answer = await this.follow(await this.visit(location));
    return { page: answer.url, verifier, answer };
  }

  password(page: string, { email, password }: { email: string; password: string }): Promise<Visit> {
    return this.visit(page, { form: { step: 'password', email, password } });
  }

  code(page: string, code: string): Promise<Visit> {
    return this.visit(page, { form: { step: 'code', code } });
  }

  /** The whole way; `code` is what the relying party would get. */
  async signIn(
    person: { email: string; password: string },
    code: string,
  ): Promise<{ code: string | undefined; verifier: string; last: Visit }> {
    const { page, verifier } = await this.begin();
    const asked = await this.password(page, person);
    if (asked.status !== 303) return { code: undefined, verifier, last: asked };
    const proven = await this.code(page, code);
    if (proven.location === undefined) return { code: undefined, verifier, last: proven };
    const last = await this.visit(proven.location);
    return { code: codeIn(last), verifier, last };
  }

  /** What the token endpoint answers to the relying party. */
  exchange(
    code: string,
    verifier: string,
    { authorization: given, redirectUri }: { authorization: string; redirectUri?: string },
  ): Promise<Visit> {
    const body = new URLSearchParams({
      grant_type: 'authorization_code',
      code,
      code_verifier: verifier,
      redirect_uri: redirectUri ?? `${this.#url}/auth/callback`,
    });
    return this.visit('/id/token', {
      method: 'POST',
      body: body.toString(),
      headers: { authorization: given, 'content-type': 'application/x-www-form-urlencoded' },
    });
  }

  async enrol(
    scene: Pick<ProviderScene, 'codeOf'>,
    link: string,
    { name, email, password = PASSWORD }: { name?: string; email?: string; password?: string } = {},
  ): Promise<Enrolled> {
    const page = await this.visit(link);
    const known = /name="username"[^>]* value="([^"]+)"/s.exec(page.body)?.[1]?.replaceAll('&#64;', '@');
    const first = await this.visit(link, { form: { name: name ?? '', email: email ?? '', password } });
    if (first.status !== 303) throw new Error(`enrolment answered ${first.status}: ${first.body}`);
    const { body } = await this.visit(`${link}/code`);
    const totpSecret = /data-totp-secret="([A-Z2-7]+)"/.exec(body)?.[1] ?? '';
    // The code of the step before: the present one is left for the first sign-in.
    const done = await this.visit(`${link}/code`, { form: { code: scene.codeOf(totpSecret, -1) } });
    const recoveryCodes = [...done.body.matchAll(/data-recovery-code="([a-z0-9-]+)"/g)].map(([, code]) => code as string);
    if (recoveryCodes.length === 0) throw new Error(`enrolment ended with ${done.status}: ${done.body}`);
    return { email: email ?? known ?? '', password, totpSecret, recoveryCodes };
  }
}

export function codeIn({ location }: Visit): string | undefined {
  return location === undefined ? undefined : (new URL(location).searchParams.get('code') ?? undefined);
}

export function basic({ clientId, clientSecret }: { clientId: string; clientSecret: string }): string {
  return `Basic ${btoa(`${clientId}:${clientSecret}`)}`;
}
