import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, exportSPKI, generateKeyPair, type JWK, SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AccessAssertions } from './access-assertion.ts';

const TEAM = 'nocturna.cloudflareaccess.com';
const ISSUER = `https://${TEAM}`;
const AUDIENCE = 'f7a1c0ffee';
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const BEGINNING = Date.UTC(2026, 10, 24);

type KeyPair = Awaited<ReturnType<typeof generateKeyPair>>;

/** Where the team’s keys are, on this machine. */
const team = {
  keys: [] as JWK[],
  status: 200,
};
const server = createServer((_request, response) => {
  response.writeHead(team.status, { 'content-type': 'application/json' }).end(JSON.stringify({ keys: team.keys }));
});
let present: KeyPair;
let next: KeyPair;
let elsewhere: KeyPair;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  [present, next, elsewhere] = (await Promise.all(
    ['RS256', 'ES256', 'RS256'].map((alg) => generateKeyPair(alg, { extractable: true })),
  )) as [KeyPair, KeyPair, KeyPair];
});
afterAll(() => server.close());
beforeEach(async () => {
  Object.assign(team, { keys: [await published(present, 'present', 'RS256')], status: 200 });
});

async function published({ publicKey }: KeyPair, kid: string, alg: string): Promise<JWK> {
  return { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' };
}

function open() {
  let now = BEGINNING;
  const fetched: string[] = [];
  const assertions = new AccessAssertions({
    teamDomain: TEAM,
    audience: AUDIENCE,
    now: () => now,
    fetch: (url, options) => {
      fetched.push(String(url));
      return fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, options);
    },
  });
  return {
    /** What was asked for the keys. */
    fetched,
    admit: (assertion: string | undefined) =>
      assertions.admit({ headers: assertion === undefined ? {} : { 'cf-access-jwt-assertion': assertion } } as unknown as IncomingMessage),
    pass: (milliseconds: number) => (now += milliseconds),
  };
}

interface Changes {
  claims?: Record<string, unknown>;
  header?: Record<string, unknown>;
  key?: CryptoKey | Uint8Array;
}

/** As Cloudflare Access makes it, but for the changes. */
function assertion({ claims = {}, header = {}, key = present.privateKey }: Changes = {}): Promise<string> {
  const at = BEGINNING / SECOND;
  const proper = { iss: ISSUER, aud: [AUDIENCE], email: 'Ada@Example.org', sub: 'x', type: 'app', iat: at, nbf: at, exp: at + 3_600 };
  return new SignJWT({ ...proper, ...claims }).setProtectedHeader({ alg: 'RS256', kid: 'present', ...header }).sign(key);
}

const UNAUTHENTICATED = { code: 'UNAUTHENTICATED', status: 401 };
const UNAVAILABLE = { code: 'UNAVAILABLE' };

describe('what Cloudflare Access says of a request', () => {
  it('[INT-1] names who was let in, by the keys of the team, which are fetched once', async () => {
    const { fetched, admit } = open();
    const good = await assertion();
    expect(await Promise.all([admit(good), admit(good), admit(await assertion({ claims: { sub: 'y' } }))])).toEqual(
      Array.from({ length: 3 }, () => ({ email: 'ada@example.org' })),
    );
    expect(fetched).toEqual([`${ISSUER}/cdn-cgi/access/certs`]);
  });

  it('[INT-1] names nobody for a service token', async () => {
    const { admit } = open();
    expect(await admit(await assertion({ claims: { email: undefined, common_name: 'ci.access' } }))).toEqual({ email: undefined });
    expect(await admit(await assertion({ claims: { email: '', sub: '' } }))).toEqual({ email: undefined });
  });

  const forgeries: [string, () => Promise<string | undefined>][] = [
    ['nothing', async () => undefined],
    ['no JWT', async () => 'let me in'],
    ['another application’s', () => assertion({ claims: { aud: ['another'] } })],
    ['another team’s', () => assertion({ claims: { iss: 'https://evil.cloudflareaccess.com' } })],
    ['the team’s name in plain HTTP', () => assertion({ claims: { iss: `http://${TEAM}` } })],
    ['one that has expired', () => assertion({ claims: { exp: BEGINNING / SECOND - 6 } })],
    ['one that never expires', () => assertion({ claims: { exp: undefined } })],
    ['one of tomorrow', () => assertion({ claims: { nbf: BEGINNING / SECOND + 86_400 } })],
    ['one signed elsewhere under the name of the team’s key', () => assertion({ key: elsewhere.privateKey })],
    [
      'one that brings its key along',
      async () => assertion({ key: elsewhere.privateKey, header: { jwk: await exportJWK(elsewhere.publicKey), kid: 'mine' } }),
    ],
    [
      'one that says where its key is',
      () => assertion({ key: elsewhere.privateKey, header: { jku: 'https://evil.example/', kid: 'mine' } }),
    ],
    [
      'one that is not signed',
      async () =>
        new UnsecuredJWT({ aud: AUDIENCE, email: 'ada@example.org' }).setIssuer(ISSUER).setIssuedAt().setExpirationTime('1h').encode(),
    ],
    [
      'one signed with the public key as a password',
      async () => assertion({ key: new TextEncoder().encode(await exportSPKI(present.publicKey)), header: { alg: 'HS256' } }),
    ],
    [
      'one of another algorithm with the same key',
      async () => (await assertion()).replace(/^[^.]+/, segment({ alg: 'RS512', kid: 'present' })),
    ],
    [
      'one that was changed after it was signed',
      async () =>
        (await assertion()).replace(
          /\.[^.]+\./,
          `.${segment({ iss: ISSUER, aud: [AUDIENCE], email: 'admin@example.org', iat: 1, exp: 9e9 })}.`,
        ),
    ],
    [
      'one with a critical extension that nobody knows',
      async () => (await assertion()).replace(/^[^.]+/, segment({ alg: 'RS256', kid: 'present', crit: ['x'], x: 1 })),
    ],
    ['one whose e-mail address is a list', () => assertion({ claims: { email: ['ada@example.org'] } })],
    ['nine thousand characters', async () => 'x'.repeat(9_000)],
  ];
  it.each(forgeries)('[INT-1] lets nobody in: %s', async (_what, forge) => {
    const { admit } = open();
    await admit(await assertion());
    await expect(admit(await forge())).rejects.toMatchObject(UNAUTHENTICATED);
    // Neither does a failure let in who comes next, nor keep out who may.
    await expect(admit(await forge())).rejects.toMatchObject(UNAUTHENTICATED);
    expect(await admit(await assertion())).toEqual({ email: 'ada@example.org' });
  });

  it('[INT-1] is over when it expires, remembered or not', async () => {
    const { admit, pass } = open();
    const good = await assertion();
    await admit(good);
    pass(3_600 * SECOND - 1);
    await admit(good);
    pass(6 * SECOND);
    await expect(admit(good)).rejects.toMatchObject(UNAUTHENTICATED);
  });
});

describe('the keys of Cloudflare Access', () => {
  it('[INT-1] a new one is found when a token names it', async () => {
    const { fetched, admit, pass } = open();
    await admit(await assertion());
    team.keys = [...team.keys, await published(next, 'next', 'ES256')];
    const rotated = await assertion({ key: next.privateKey, header: { alg: 'ES256', kid: 'next' } });
    await expect(admit(rotated), 'not yet: they were fetched just now').rejects.toMatchObject(UNAUTHENTICATED);
    pass(30 * SECOND);
    expect(await admit(rotated)).toEqual({ email: 'ada@example.org' });
    expect(fetched).toHaveLength(2);
  });

  it('[INT-1] one that is withdrawn is good no longer, also for what it has signed and was seen before', async () => {
    const { fetched, admit, pass } = open();
    const good = await assertion();
    await admit(good);
    team.keys = [await published(next, 'next', 'ES256')];
    pass(10 * MINUTE);
    await admit(good);
    await expect.poll(() => fetched.length).toBe(2);
    await expect.poll(() => admit(good).catch(({ code }) => code)).toBe('UNAUTHENTICATED');
  });

  it('[INT-1] are good for as long as no others can be fetched', async () => {
    const { admit, pass } = open();
    await admit(await assertion());
    team.status = 500;
    const week = 7 * 24 * 60 * MINUTE;
    const later = (BEGINNING + week) / SECOND;
    const lasting = (name: string) => assertion({ claims: { sub: name, exp: later + 3_600 } });
    for (const [name, ms] of [
      ['minutes', 11 * MINUTE],
      ['hours', 5 * 60 * MINUTE],
      ['days', week - 6 * 60 * MINUTE],
    ] as const) {
      pass(ms);
      expect(await admit(await lasting(name))).toEqual({ email: 'ada@example.org' });
    }
    team.keys = [];
    team.status = 200;
    pass(MINUTE);
    expect(await admit(await lasting('an empty set is no set'))).toEqual({ email: 'ada@example.org' });
  });

  it('[INT-1] are fetched once in half a minute, however many tokens name others', async () => {
    const { fetched, admit, pass } = open();
    await admit(await assertion());
    pass(31 * SECOND);
    const flood = await Promise.all(Array.from({ length: 200 }, (_, kid) => assertion({ header: { kid: `k${kid}` } })));
    const refused = await Promise.allSettled(flood.map(admit));
    expect(refused.filter(({ status }) => status === 'rejected')).toHaveLength(200);
    expect(fetched).toHaveLength(2);
    expect(await admit(await assertion())).toEqual({ email: 'ada@example.org' });
  });

  it('[INT-1] without any, nobody is let in, and it is said that this is not theirs to solve; a second later they are tried again', async () => {
    const { fetched, admit, pass } = open();
    team.status = 503;
    const good = await assertion();
    await expect(admit(good)).rejects.toMatchObject(UNAVAILABLE);
    await expect(admit(good)).rejects.toMatchObject(UNAVAILABLE);
    expect(fetched).toHaveLength(1);
    team.status = 200;
    pass(SECOND);
    expect(await admit(good)).toEqual({ email: 'ada@example.org' });
  });
});

function segment(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
