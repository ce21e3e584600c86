import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { callerOf, type Identity, IDENTITIES_PATH, IDENTITY_HEADER, type IdentitySigner, remoteAuthority } from '@wissil/platform/auth';
import { waitFor } from '@wissil/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LandingWithPeople, type Person, startLandingWithPeople } from './people.ts';

let people: LandingWithPeople;
let ada: Person;
beforeAll(async () => {
  people = await startLandingWithPeople();
  ada = await people.person('ENGINEER');
});
afterAll(() => people[Symbol.asyncDispose]());

const service = (changes: Partial<Identity> = {}) =>
  callerOf(
    { kind: 'service', subject: 'gateway', name: 'gateway', role: 'AGENT', actions: [], credential: '', expiresAt: 0, ...changes },
    '',
  );

/** Signs as services of this installation do. */
const signer = { tokenFor: async (caller) => (await people.landing.signed(caller))[IDENTITY_HEADER] } as Pick<
  IdentitySigner,
  'tokenFor'
> as IdentitySigner;

async function ask(headers: Record<string, string>, body: string): Promise<{ status: number; body: unknown }> {
  const response = await fetch(people.landing.url + IDENTITIES_PATH, { method: 'POST', headers, body });
  return { status: response.status, body: await response.json() };
}

async function session(): Promise<{ id: string; secret: string }> {
  const { secretHash } = await import('@wissil/platform/auth');
  const secret = crypto.randomUUID();
  const id = `ses_${secret.replaceAll('-', '')}`;
  await people.sql.query(
    `INSERT INTO session (id, user_id, secret_hash, expires_at, address, user_agent) VALUES ($1, $2, $3, now() + interval '1 day', '', '')`,
    [id, ada.id, secretHash(secret)],
  );
  return { id, secret };
}

const QUESTION = JSON.stringify({ use: 'watch', credentials: [{ kind: 'session', secret: 'x' }] });

describe('LANDING tells services of the installation who somebody is', () => {
  it('[AUTH-1] sessions and access tokens together, in the order of the question', async () => {
    const [first, second] = [await session(), await session()];
    const token = await people.mutate(
      'createAccessToken',
      { name: 'ci', kind: 'TOOL', scopes: ['token.read'], expiresInDays: 1 },
      ada.caller,
    );
    const known = await remoteAuthority(people.landing.url, signer).resolve(
      [
        { kind: 'session', secret: second.secret },
        { kind: 'token', secret: token.secret ?? '' },
        { kind: 'token', secret: first.secret },
        { kind: 'session', secret: token.secret ?? '' },
        { kind: 'session', secret: first.secret },
      ],
      'use',
    );
    expect(known).toMatchObject([
      { kind: 'human', subject: ada.id, credential: second.id },
      { kind: 'tool', subject: ada.id, credentialName: 'ci', actions: ['account.read', 'token.read'] },
      undefined,
      undefined,
      { kind: 'human', credential: first.id },
    ]);
  });

  it('[AUTH-1] more than fit into one question', async () => {
    const { secret, id } = await session();
    const credentials = Array.from(
      { length: 1_201 },
      (_, index) => ({ kind: 'session', secret: index === 1_200 ? secret : `x${index}` }) as const,
    );
    const known = await remoteAuthority(people.landing.url, signer).resolve(credentials, 'watch');
    expect(known).toHaveLength(1_201);
    expect(known.filter(Boolean)).toMatchObject([{ credential: id }]);
    expect(known.at(-1)?.credential).toBe(id);
  });

  it.each<[string, () => Promise<Record<string, string>>, number, string]>([
    ['nobody', async () => ({}), 401, 'UNAUTHENTICATED'],
    ['a made-up identity', async () => ({ [IDENTITY_HEADER]: 'eyJhbGciOiJub25lIn0.e30.' }), 401, 'UNAUTHENTICATED'],
    ['somebody who is signed in', async () => people.landing.signed(ada.caller), 403, 'FORBIDDEN'],
    ['an administrator', async () => people.landing.signed((await people.person('ADMIN')).caller), 403, 'FORBIDDEN'],
    ['an agent', async () => people.landing.signed(service({ kind: 'agent', credentialName: 'x' })), 403, 'FORBIDDEN'],
    ['a session’s cookie', async () => ({ cookie: `wissil=${(await session()).secret}` }), 401, 'UNAUTHENTICATED'],
    ['an access token', async () => people.landing.bearer('ADMIN'), 401, 'UNAUTHENTICATED'],
  ])('[AUTH-1] [AUTH-6] and not %s, which is on the audit record', async (_who, headers, status, code) => {
    await people.sql.query(`DELETE FROM outbox`);
    expect(await ask(await headers(), QUESTION)).toMatchObject({ status, body: { errors: [{ extensions: { code } }] } });
    await waitFor(async () => {
      const { rows } = await people.sql.query(`SELECT payload::json AS told FROM outbox WHERE subject = 'audit.noted'`);
      return rows.some(({ told }) => told.operation === 'question who somebody is' && told.code === code && told.outcome === 'DENIED');
    });
  });

  it.each([
    ['no JSON', 'x', 400],
    ['nothing', '', 400],
    ['another shape', '{"credentials":"all"}', 400],
    ['no credential', '{"use":"use","credentials":[]}', 400],
    ['another use', '{"use":"steal","credentials":[{"kind":"session","secret":"x"}]}', 400],
    ['another kind', '{"use":"use","credentials":[{"kind":"password","secret":"x"}]}', 400],
    ['a secret that is too long', JSON.stringify({ use: 'use', credentials: [{ kind: 'session', secret: 'x'.repeat(201) }] }), 400],
    ['too many', JSON.stringify({ use: 'use', credentials: Array.from({ length: 501 }, () => ({ kind: 'token', secret: 'x' })) }), 400],
    ['too much', JSON.stringify({ use: 'use', credentials: [{ kind: 'session', secret: 'x'.repeat(300_000) }] }), 413],
  ])('[AUTH-1] a question of %s is refused', async (_what, body, status) => {
    expect((await ask(await people.landing.signed(service()), body)).status).toBe(status);
  });

  it('[AUTH-1] only to questions', async () => {
    const headers = await people.landing.signed(service());
    expect((await fetch(people.landing.url + IDENTITIES_PATH, { headers })).status).toBe(405);
  });
});

describe('a LANDING that answers oddly', () => {
  it.each<[string, number, unknown]>([
    ['for fewer than were asked about', 200, { identities: [] }],
    [
      'with somebody of no role',
      200,
      { identities: [{ kind: 'human', subject: 'x', name: 'x', role: 'ROOT', credential: '', expiresAt: 1 }] },
    ],
    ['with an error', 500, { identities: [null] }],
    ['with something else', 200, 'hello'],
  ])('[AUTH-1] [FLOW-2] %s has not answered', async (_how, status, body) => {
    const server = createServer((_request, response) => response.writeHead(status).end(JSON.stringify(body)));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      await expect(remoteAuthority(url, signer).resolve([{ kind: 'session', secret: 'x' }], 'use')).rejects.toThrow();
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});
