import SchemaBuilder from '@pothos/core';
import { SignJWT, UnsecuredJWT } from 'jose';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type AuditNoted, AuditTrail } from '../audit/index.ts';
import { callerOf, IDENTITY_HEADER, IdentitySigner, IdentityVerifier, installationSecret } from '../auth/index.ts';
import { gatherDenials, Loaders, registerSharedTypes, subgraphBuilderOptions, buildSubgraphSchema } from '../graphql/index.ts';
import { startHttpService } from '../http/index.ts';
import { createLogger } from '../logging/index.ts';
import { createSubgraphEndpoint } from './subgraph-endpoint.ts';

const logger = createLogger({ level: 'silent', name: 'subgraph-endpoint-test' });
const secret = installationSecret('the secret of the installation that these tests are about');
const key = secret.derive('identity token');

let service: Awaited<ReturnType<typeof startHttpService>>;
let told: AuditNoted[];
let resolved: number;

beforeEach(async () => {
  [told, resolved] = [[], 0];
  const builder = new SchemaBuilder(
    subgraphBuilderOptions({ datamodel: { models: {}, enums: [], types: [] } }) as never,
  ) as unknown as Parameters<typeof buildSubgraphSchema>[0];
  registerSharedTypes(builder);
  builder.queryField('answer', (t) => t.int({ permission: 'system.read', nullable: true, resolve: () => ((resolved += 1), 42) }));
  const audit = new AuditTrail('slate', async ({ payload }) => void told.push(payload as AuditNoted), logger);
  const handler = createSubgraphEndpoint({
    schema: buildSubgraphSchema(builder as never),
    logger,
    bodyLimit: 1_000,
    verifier: new IdentityVerifier(secret),
    audit,
    contextOf: ({ caller, requestId }) => ({
      caller,
      requestId,
      logger,
      signal: undefined,
      loaders: new Loaders(),
      audit,
      denied: gatherDenials(audit, { caller, requestId, logger }),
    }),
  });
  service = await startHttpService({ host: '127.0.0.1', port: 0, logger, handler });
});

afterEach(() => service.close(0));

async function ask(identity: string | undefined, headers: Record<string, string> = {}) {
  const response = await fetch(`${service.url}/subgraph`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-request-id': 'the-request',
      ...headers,
      ...(identity !== undefined && { [IDENTITY_HEADER]: identity }),
    },
    body: JSON.stringify({ query: '{ answer }' }),
  });
  return {
    status: response.status,
    body: (await response.json()) as { data?: unknown; errors?: { extensions: Record<string, unknown> }[] },
  };
}

const CLAIMS = { kind: 'human', name: 'Eve', role: 'ADMIN', credential: 'ses_1', address: '' };
const proper = () =>
  new SignJWT(CLAIMS)
    .setProtectedHeader({ alg: 'HS256', typ: 'wissil-identity+jwt' })
    .setSubject('usr_eve')
    .setIssuer('wissil')
    .setAudience('wissil-subgraph')
    .setIssuedAt()
    .setExpirationTime('60s');

it('[AUTH-1] a subgraph answers the gateway, for the caller whom it names', async () => {
  const caller = callerOf({ kind: 'human', subject: 'usr_1', name: 'Ada', role: 'ADMIN', credential: 'ses_1', expiresAt: Infinity }, '');
  expect(await ask(await new IdentitySigner(secret).tokenFor(caller))).toEqual({ status: 200, body: { data: { answer: 42 } } });
  expect((await ask(await proper().sign(key))).status, 'the forgeries below are refused for what is forged').toBe(200);
  expect(told).toEqual([]);
});

it.each<[string, () => Promise<string> | string | undefined]>([
  ['no identity', () => undefined],
  ['an empty one', () => ''],
  ['garbage', () => 'e30.e30.e30'],
  [
    'one that is not signed',
    () =>
      new UnsecuredJWT(CLAIMS)
        .setSubject('usr_eve')
        .setIssuer('wissil')
        .setAudience('wissil-subgraph')
        .setIssuedAt()
        .setExpirationTime('60s')
        .encode(),
  ],
  [
    'one of another installation',
    () => proper().sign(installationSecret('another secret, of another installation').derive('identity token')),
  ],
  ['one that has expired', () => proper().setIssuedAt(1).setExpirationTime(61).sign(key)],
  ['one for another audience', () => proper().setAudience('wissil-landing').sign(key)],
  ['one whose end was cut off', async () => (await proper().sign(key)).slice(0, -2)],
])('[AUTH-1] [AUTH-6] a direct call with %s is refused before it is read, and on record', async (_what, make) => {
  expect(await ask(await make())).toMatchObject({ status: 401, body: { errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] } });
  expect(resolved).toBe(0);
  expect(told).toMatchObject([
    {
      actor: { kind: 'anonymous', name: 'nobody' },
      address: '127.0.0.1',
      requestId: 'the-request',
      system: 'slate',
      operation: 'direct call of a subgraph',
      outcome: 'DENIED',
      code: 'UNAUTHENTICATED',
    },
  ]);
});

it('[AUTH-1] a credential of a person is none of a gateway', async () => {
  expect((await ask(undefined, { authorization: `Bearer ${await proper().sign(key)}`, cookie: 'wissil=x' })).status).toBe(401);
});
