import { generateKeyPairSync } from 'node:crypto';
import { SignJWT, UnsecuredJWT } from 'jose';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Caller, callerOf, type Identity } from './caller.ts';
import { IdentitySigner, IdentityVerifier } from './identity-token.ts';
import { installationSecret } from './installation-secret.ts';

const secret = installationSecret('the secret of the installation that these tests are about');
const key = secret.derive('identity token');
const signer = new IdentitySigner(secret);
const ada: Identity = {
  kind: 'human',
  subject: 'usr_ada',
  name: 'Ada',
  role: 'ENGINEER',
  credential: 'ses_1',
  expiresAt: Number.MAX_SAFE_INTEGER,
};

afterEach(() => void vi.useRealTimers());

describe('the identity that the gateway signs', () => {
  it.each<[string, Caller]>([
    ['a person', callerOf(ada, '192.0.2.7')],
    ['a tool with few scopes', callerOf({ ...ada, kind: 'tool', actions: ['token.read'], credential: 'act_1', credentialName: 'ci' }, '')],
    ['an agent', callerOf({ ...ada, kind: 'agent', role: 'AGENT', actions: [], credential: 'act_2', credentialName: 'bot' }, '::1')],
  ])('[AUTH-1] arrives at the subgraph as it was: %s', async (_who, caller) => {
    expect(await new IdentityVerifier(secret).verify(await signer.tokenFor(caller))).toEqual(caller);
  });

  it('[AUTH-1] is signed once per caller and half minute', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: 1_000_000_000_000 });
    const caller = callerOf(ada, '');
    const first = await signer.tokenFor(caller);
    vi.setSystemTime(1_000_000_029_000);
    expect(await signer.tokenFor(caller)).toBe(first);
    vi.setSystemTime(1_000_000_031_000);
    expect(await signer.tokenFor(caller)).not.toBe(first);
  });

  it('[AUTH-1] is not good any more after a minute, although it was verified before', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: 1_000_000_000_000 });
    const verifier = new IdentityVerifier(secret);
    const token = await signer.tokenFor(callerOf(ada, ''));
    await verifier.verify(token);
    vi.setSystemTime(1_000_000_066_000);
    await expect(verifier.verify(token)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  const claims = { kind: 'human', name: 'Ada', role: 'ADMIN', credential: 'ses_1', address: '' };
  const proper = (changes: Record<string, unknown> = {}, header = { alg: 'HS256', typ: 'wissil-identity+jwt' }) =>
    new SignJWT({ ...claims, ...changes })
      .setProtectedHeader(header)
      .setSubject('usr_ada')
      .setIssuer('wissil')
      .setAudience('wissil-subgraph')
      .setIssuedAt()
      .setExpirationTime('60s');
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const unsigned = () =>
    new UnsecuredJWT(claims)
      .setSubject('usr_ada')
      .setIssuer('wissil')
      .setAudience('wissil-subgraph')
      .setIssuedAt()
      .setExpirationTime('60s');

  it('[AUTH-1] the forgeries below are refused for what is forged: the same token unforged is accepted', async () => {
    await expect(new IdentityVerifier(secret).verify(await proper().sign(key))).resolves.toMatchObject({ role: 'ADMIN' });
  });

  it.each<[string, () => Promise<string | undefined> | string | undefined]>([
    ['nothing', () => undefined],
    ['an empty text', () => ''],
    ['no token', () => 'garbage'],
    ['no signature', () => unsigned().encode()],
    [
      'the key of another installation',
      () => proper().sign(installationSecret('another secret, of another installation').derive('identity token')),
    ],
    ['a key for another purpose', () => proper().sign(secret.derive('audit chain'))],
    ['another algorithm with the same key', () => proper({}, { alg: 'HS512', typ: 'wissil-identity+jwt' }).sign(secret512())],
    ['an RSA key', () => proper({}, { alg: 'RS256', typ: 'wissil-identity+jwt' }).sign(privateKey)],
    ['another type of token', () => proper({}, { alg: 'HS256', typ: 'JWT' }).sign(key)],
    ['another issuer', () => proper().setIssuer('somebody').sign(key)],
    ['another audience', () => proper().setAudience('wissil').sign(key)],
    ['a past expiry', () => proper().setIssuedAt(1).setExpirationTime(61).sign(key)],
    ['a life of a year', () => proper().setIssuedAt(0).setExpirationTime('1y').sign(key)],
    ['an issue in the future', () => proper().setIssuedAt('1h').setExpirationTime('2h').sign(key)],
    ['a start in the future', () => proper().setNotBefore('1h').sign(key)],
    [
      'no expiry',
      () =>
        new SignJWT(claims)
          .setProtectedHeader({ alg: 'HS256', typ: 'wissil-identity+jwt' })
          .setSubject('usr_ada')
          .setIssuer('wissil')
          .setAudience('wissil-subgraph')
          .setIssuedAt()
          .sign(key),
    ],
    ['a role that there is not', () => proper({ role: 'ROOT' }).sign(key)],
    ['a kind that there is not', () => proper({ kind: 'god' }).sign(key)],
    ['an action that there is not', () => proper({ actions: ['everything'] }).sign(key)],
    ['other claims than were signed', async () => swapClaims(await proper({ role: 'DESIGNER' }).sign(key), await proper().sign(key))],
  ])('[AUTH-1] a subgraph refuses %s', async (_what, make) => {
    await expect(new IdentityVerifier(secret).verify(await make())).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('[AUTH-5] a token never says more than its role allows', async () => {
    const forged = await proper({ role: 'AGENT', kind: 'agent', actions: ['component.read', 'deployment.production'] }).sign(key);
    expect([...(await new IdentityVerifier(secret).verify(forged)).permissions]).toEqual(['component.read']);
  });
});

/** HS512 wants a longer key: the same bytes twice. */
function secret512(): Buffer {
  return Buffer.concat([key, key]);
}

function swapClaims(token: string, other: string): string {
  const [header, , signature] = token.split('.');
  return [header, other.split('.')[1], signature].join('.');
}
