import { createPrismaAdapter } from '@wissil/platform/database';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PrismaClient } from '../generated/prisma/client.ts';
import { type AccountLinks, externalAccounts } from '../src/user/account-links.ts';
import { createFirstAdministrator, hasNoAdministrator } from '../src/user/administrators.ts';
import { UserService } from '../src/user/user-service.ts';
import { type LandingWithPeople, type Person, startLandingWithPeople } from './people.ts';

const grace = { email: 'grace@example.org', name: 'Grace', role: 'ENGINEER' };
const day = new Date('2026-11-24T00:00:00Z');

let people: LandingWithPeople;
let db: PrismaClient;
let admin: Person;
beforeAll(async () => {
  people = await startLandingWithPeople();
  db = new PrismaClient({
    adapter: createPrismaAdapter(people.installation.databaseUrl, 'landing', {
      max: 4,
      statementTimeoutSeconds: 5,
      onIdleError: () => undefined,
    }),
  });
  admin = await people.person('ADMIN');
});
afterAll(async () => {
  await db.$disconnect();
  await people[Symbol.asyncDispose]();
});

/** An identity provider that says what it is asked, and stops answering where the test says so. */
function provider() {
  const asked: string[] = [];
  const state = { away: false };
  const answer = async (question: string) => {
    if (state.away) throw new Error('the identity provider does not answer');
    asked.push(question);
    return { url: `https://id.example.org/setup/${asked.length}`, expiresAt: day };
  };
  const accounts: AccountLinks = {
    invite: ({ email, name }) => answer(`invite ${email} ${name}`),
    resetSecondFactor: (email) => answer(`reset ${email}`),
    setDisabled: async (email, disabled) => void (await answer(`${disabled ? 'disable' : 'enable'} ${email}`)),
  };
  const endSessions: ConstructorParameters<typeof UserService>[0]['endSessions'] = (tx, userId) =>
    tx.session.updateMany({ where: { userId, endedAt: null }, data: { endedAt: day } });
  return { asked, state, accounts, users: new UserService({ db, accounts, endSessions }) };
}

const statusOf = async (id: string) => (await db.user.findUniqueOrThrow({ where: { id } })).status;

describe('users and the accounts of the identity provider', () => {
  it('[AUTH-4] who is invited while the provider is away is invited, and gets a link when it is renewed', async () => {
    const { users, state, asked } = provider();
    state.away = true;
    await expect(users.invite(grace)).rejects.toThrow('does not answer');
    const { id, status } = await db.user.findUniqueOrThrow({ where: { email: grace.email } });
    expect(status).toBe('INVITED');
    state.away = false;
    await expect(users.invite(grace)).rejects.toMatchObject({ code: 'CONFLICT', message: expect.stringMatching(/renew the invitation/) });
    expect(asked).toEqual([]);
    expect(await users.renewInvitation(id)).toMatchObject({ url: 'https://id.example.org/setup/1', expiresAt: day, user: { id } });
    expect(asked).toEqual(['invite grace@example.org Grace']);
  });

  it('[AUTH-4] an invitation that is not let in does not reach the account of whose address it is', async () => {
    const { users, asked } = provider();
    await expect(users.invite({ ...grace, email: admin.email })).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(users.invite({ ...grace, email: 'no address' })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    expect(asked).toEqual([]);
  });

  it('[AUTH-4] who is disabled while the provider is away is out; disabling again takes the account too', async () => {
    const { users, state, asked } = provider();
    const { id, email } = await people.person('DESIGNER');
    state.away = true;
    await expect(users.disable(id, admin.id)).rejects.toThrow('does not answer');
    expect(await statusOf(id)).toBe('DISABLED');
    state.away = false;
    await users.disable(id, admin.id);
    expect(asked).toEqual([`disable ${email}`]);
  });

  it('[AUTH-4] who is enabled while the provider is away stays out', async () => {
    const { users, state, asked } = provider();
    const { id, email } = await people.person('DESIGNER', { status: 'DISABLED' });
    state.away = true;
    await expect(users.enable(id, admin.id)).rejects.toThrow('does not answer');
    expect(await statusOf(id)).toBe('DISABLED');
    state.away = false;
    expect(await users.enable(id, admin.id)).toMatchObject({ status: 'ACTIVE' });
    expect(asked).toEqual([`enable ${email}`]);
  });

  it('[AUTH-4] a local user has no account that could be disabled', async () => {
    const { users, asked } = provider();
    const { id } = await people.person('DESIGNER', { local: true });
    await users.disable(id, admin.id);
    await users.enable(id, admin.id);
    expect(asked).toEqual([]);
  });

  it('[AUTH-4] a second factor is reset for who has one; then they are signed out', async () => {
    const { users, state, asked } = provider();
    const { id, email } = await people.person('ENGINEER');
    await people.sql.query(
      `INSERT INTO session (id, user_id, secret_hash, expires_at, address, user_agent) VALUES ('ses_reset', $1, 'hash', now() + interval '1 day', '', '')`,
      [id],
    );
    state.away = true;
    await expect(users.resetSecondFactor(id, admin.id)).rejects.toThrow('does not answer');
    expect((await db.session.findUniqueOrThrow({ where: { id: 'ses_reset' } })).endedAt).toBeNull();
    state.away = false;
    expect(await users.resetSecondFactor(id, admin.id)).toMatchObject({ url: 'https://id.example.org/setup/1', user: { id } });
    expect((await db.session.findUniqueOrThrow({ where: { id: 'ses_reset' } })).endedAt).toEqual(day);
    await people.untilChanged({ subject: id });
    for (const status of ['INVITED', 'DISABLED'] as const) {
      const other = await people.person('ENGINEER', { status });
      await expect(users.resetSecondFactor(other.id, admin.id)).rejects.toMatchObject({ code: 'CONFLICT' });
    }
    expect(asked).toEqual([`reset ${email}`]);
  });

  it('[INT-2] of another issuer: people are sent to LANDING, and second factors are that issuer’s', async () => {
    const accounts = externalAccounts({ issuer: 'https://login.example.org', landingUrl: 'https://wissil.example.org' });
    expect(await accounts.invite(grace)).toEqual({ url: 'https://wissil.example.org', expiresAt: null });
    await expect(accounts.resetSecondFactor(grace.email)).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('https://login.example.org'),
    });
  });
});

describe('the first administrator', () => {
  it('[AUTH-1] is one, also when two name themselves at once', async () => {
    await db.user.deleteMany({ where: { role: 'ADMIN' } });
    await people.person('ADMIN', { local: true });
    expect(await hasNoAdministrator(db)).toBe(true);
    const claim = (name: string) => db.$transaction((tx) => createFirstAdministrator(tx, { name, email: `${name}@Example.org` }));
    // So that all connections are there, and nobody waits for the first of them.
    await Promise.all([1, 2, 3, 4].map(() => db.$queryRaw`SELECT 1 FROM pg_sleep(0.05)`));
    const claims = await Promise.allSettled([claim('ada'), claim('eve'), claim('eve')]);
    expect(claims.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const found = await db.user.findMany({ where: { role: 'ADMIN', local: false } });
    expect(found).toMatchObject([{ status: 'INVITED', email: expect.stringMatching(/^(ada|eve)@example\.org$/) }]);
    expect(await hasNoAdministrator(db)).toBe(false);
    await expect(claim('late')).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it('[AUTH-1] has an address and a name', async () => {
    await db.user.deleteMany({ where: { role: 'ADMIN', local: false } });
    const claim = db.$transaction((tx) => createFirstAdministrator(tx, { name: '', email: 'nowhere' }));
    await expect(claim).rejects.toMatchObject({ code: 'INVALID_INPUT', fields: [{ path: 'email' }, { path: 'name' }] });
  });
});
