import { type AuditNoted, AuditTrail } from '@wissil/platform/audit';
import { IDENTITY_CHANGED } from '@wissil/platform/auth';
import { type Cache, createCache } from '@wissil/platform/cache';
import { createPrismaAdapter } from '@wissil/platform/database';
import { createLogger } from '@wissil/platform/logging';
import { freePort, sharedRedis, waitFor } from '@wissil/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PrismaClient } from '../generated/prisma/client.ts';
import { SessionCache } from '../src/session/session-cache.ts';
import { SessionService } from '../src/session/session-service.ts';
import { type LandingWithPeople, type Person, startLandingWithPeople } from './people.ts';

const logger = createLogger({ level: 'silent', name: 'test' });
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

let people: LandingWithPeople;
let ada: Person;
beforeAll(async () => {
  people = await startLandingWithPeople();
  ada = await people.person('ENGINEER');
});
afterAll(() => people[Symbol.asyncDispose]());

/** The service with a clock that stands still. What it tells of is kept. */
async function open({ cache = createCache({ redis: { kind: 'embedded' } }) }: { cache?: Cache } = {}) {
  let now = Date.now();
  let statements = 0;
  const adapter = createPrismaAdapter(people.installation.databaseUrl, 'landing', {
    max: 5,
    statementTimeoutSeconds: 5,
    onIdleError: () => undefined,
  });
  const db = new PrismaClient({ adapter, log: [{ emit: 'event', level: 'query' }] });
  db.$on('query', () => (statements += 1));
  const told: AuditNoted[] = [];
  const audit = new AuditTrail('landing', async ({ payload }) => told.push(payload as AuditNoted), logger);
  const sessionCache = new SessionCache({ cache, logger });
  const sessions = new SessionService({
    db,
    cache: sessionCache,
    audit,
    logger,
    limits: { idleMs: 12 * HOUR, absoluteMs: 7 * DAY },
    now: () => now,
  });
  return {
    db,
    sessions,
    sessionCache,
    told,
    pass: (milliseconds: number) => void (now += milliseconds),
    create: (userId = ada.id) =>
      db.$transaction((tx) => sessions.create(tx, { userId, address: '192.0.2.7', userAgent: 'a browser', idToken: null })),
    /** Who uses it, as LANDING says at once, whatever is cached. */
    use: async (secret: string, as: 'use' | 'watch' = 'use') => {
      await cache.delete(...(await cachedKeys(secret)));
      return (await sessions.resolve([secret], as))[0];
    },
    count: async <Result>(work: () => Promise<Result>): Promise<{ result: Result; statements: number }> => {
      const before = statements;
      const result = await work();
      return { result, statements: statements - before };
    },
    async [Symbol.asyncDispose]() {
      await db.$disconnect();
      await cache.close();
    },
  };
}

async function cachedKeys(secret: string): Promise<string[]> {
  const { secretHash } = await import('@wissil/platform/auth');
  return [`session:${secretHash(secret)}`];
}

const rowOf = async (id: string) => (await people.sql.query('SELECT * FROM session WHERE id = $1', [id])).rows[0];

describe('a session', () => {
  it('[AUTH-1] is whoever has its secret, of which the database has no more than the hash', async () => {
    await using landing = await open();
    const { session, secret } = await landing.create();
    expect(await landing.use(secret)).toMatchObject({
      kind: 'human',
      subject: ada.id,
      email: ada.email,
      role: 'ENGINEER',
      credential: session.id,
    });
    const [, random = ''] = secret.split('.');
    expect(Buffer.from(random, 'base64url')).toHaveLength(32);
    expect(JSON.stringify(await rowOf(session.id))).not.toContain(random);
  });

  it.each(['', 'x', 'ses_1', "' OR 1 = 1 --", '\0', 'x'.repeat(10_000), '%00', '{}'])(
    '[AUTH-1] is nobody’s for the secret %j',
    async (garbage) => {
      await using landing = await open();
      const { session } = await landing.create();
      for (const use of ['use', 'watch'] as const) expect(await landing.use(garbage, use)).toBeUndefined();
      expect(await landing.use(`${session.id}.${'A'.repeat(43)}`)).toBeUndefined();
      expect(await landing.use(session.id)).toBeUndefined();
    },
  );

  it('[AUTH-1] ends when nobody has used it for half a day, and use puts that off, to the week', async () => {
    await using landing = await open();
    const { secret } = await landing.create();
    for (let halfDay = 0; halfDay < 13; halfDay++) {
      landing.pass(12 * HOUR - 1);
      expect(await landing.use(secret)).toBeDefined();
    }
    landing.pass(12 * HOUR - 1);
    expect(await landing.use(secret)).toBeDefined();
    landing.pass(14);
    expect(await landing.use(secret), 'the week is over').toBeUndefined();
    const idle = await landing.create();
    landing.pass(12 * HOUR - 1);
    await landing.use(idle.secret, 'watch');
    landing.pass(1);
    expect(await landing.use(idle.secret), 'looking at it is no use').toBeUndefined();
  });

  it('[AUTH-1] its use is written down once a minute, and looking at it never', async () => {
    await using landing = await open();
    const { session, secret } = await landing.create();
    const seen = async () => (await rowOf(session.id)).last_seen_at.getTime() - session.lastSeenAt.getTime();
    landing.pass(MINUTE - 1);
    await landing.use(secret);
    expect(await seen()).toBe(0);
    landing.pass(1);
    await landing.use(secret, 'watch');
    expect(await seen()).toBe(0);
    await landing.use(secret);
    expect(await seen()).toBe(MINUTE);
  });

  it('[AUTH-4] is nobody’s while its person is disabled', async () => {
    await using landing = await open();
    const somebody = await people.person('DESIGNER');
    const { secret } = await landing.create(somebody.id);
    await people.sql.query(`UPDATE "user" SET status = 'DISABLED' WHERE id = $1`, [somebody.id]);
    expect([await landing.use(secret), await landing.use(secret, 'watch')]).toEqual([undefined, undefined]);
  });

  it('[AUTH-1] any number of them costs the same number of statements', async () => {
    await using landing = await open();
    const created = await Promise.all(Array.from({ length: 30 }, () => landing.create()));
    const secrets = created.map(({ secret }) => secret);
    landing.pass(2 * MINUTE);
    const one = await landing.count(() => landing.sessions.resolve([secrets[0] as string], 'use'));
    landing.pass(2 * MINUTE);
    const rest = ['garbage', ...secrets.slice(1), 'garbage'];
    const many = await landing.count(() => landing.sessions.resolve(rest, 'use'));
    expect(many.result.map((identity) => identity?.credential)).toEqual([
      undefined,
      ...created.slice(1).map(({ session }) => session.id),
      undefined,
    ]);
    expect(many.statements).toBe(one.statements);
    expect(many.statements).toBeGreaterThan(0);
  });
});

describe('the secret of a session', () => {
  it('[AUTH-1] is replaced when it is an hour old, and the one before answers what is under way for a minute', async () => {
    await using landing = await open();
    const { session, secret } = await landing.create();
    landing.pass(HOUR - 1);
    expect((await landing.sessions.rotate(secret)).secret).toBeUndefined();
    landing.pass(1);
    const { secret: next = '' } = await landing.sessions.rotate(secret);
    expect(next).not.toBe(secret);
    for (const either of [secret, next, secret]) expect(await landing.use(either)).toMatchObject({ credential: session.id });
    landing.pass(MINUTE - 1);
    expect(await landing.use(secret)).toBeDefined();
    expect(landing.told).toEqual([]);
  });

  it('[AUTH-1] one that is used when its successor has long arrived is in two hands: the session ends, and the audit log says so', async () => {
    await using landing = await open();
    const { session, secret } = await landing.create();
    landing.pass(HOUR);
    const { secret: next = '' } = await landing.sessions.rotate(secret);
    await landing.use(next);
    landing.pass(MINUTE);
    expect(await landing.use(secret)).toBeUndefined();
    expect(await landing.use(next)).toBeUndefined();
    expect(landing.told).toMatchObject([
      { operation: 'session-reuse', target: session.id, outcome: 'DENIED', actor: { subject: ada.id, credential: session.id } },
    ]);
    await people.untilChanged({ subject: ada.id, credential: session.id });
  });

  it('[AUTH-1] asking for another with it then is the same', async () => {
    await using landing = await open();
    const { secret } = await landing.create();
    landing.pass(HOUR);
    const { secret: next = '' } = await landing.sessions.rotate(secret);
    await landing.use(next);
    landing.pass(MINUTE);
    await expect(landing.sessions.rotate(secret)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(landing.sessions.rotate(next)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(landing.told).toHaveLength(1);
  });

  it('[AUTH-1] one whose successor never arrived is good: the browser asks again', async () => {
    await using landing = await open();
    const { session, secret } = await landing.create();
    landing.pass(HOUR);
    const { secret: lost = '' } = await landing.sessions.rotate(secret);
    landing.pass(3 * HOUR);
    expect(await landing.use(secret)).toMatchObject({ credential: session.id });
    const { secret: arrived = '' } = await landing.sessions.rotate(secret);
    expect(await landing.use(arrived)).toMatchObject({ credential: session.id });
    expect(await landing.use(lost)).toBeUndefined();
    expect(landing.told).toEqual([]);
  });

  it('[AUTH-1] what was opened with one stays open, however often it is replaced, and is no theft', async () => {
    await using landing = await open();
    const { session, secret } = await landing.create();
    let present = secret;
    for (let times = 0; times < 3; times++) {
      landing.pass(2 * HOUR);
      present = (await landing.sessions.rotate(present)).secret ?? '';
      await landing.use(present);
      landing.pass(5 * MINUTE);
      expect(await landing.use(secret, 'watch')).toMatchObject({ credential: session.id });
    }
    expect(landing.told).toEqual([]);
    await landing.sessions.end(session.id, ada.id);
    expect(await landing.use(secret, 'watch')).toBeUndefined();
  });

  it('[AUTH-1] of many tabs that ask at once, one gets another, and none is signed out', async () => {
    await using landing = await open();
    const { secret } = await landing.create();
    landing.pass(HOUR);
    const answers = await Promise.all(Array.from({ length: 8 }, () => landing.sessions.rotate(secret)));
    const [next = '', ...others] = answers.flatMap((answer) => answer.secret ?? []);
    expect(others).toEqual([]);
    for (const either of [secret, next]) expect(await landing.use(either)).toBeDefined();
  });
});

describe('what the cache knows of sessions', () => {
  it('[AUTH-1] saves PostgreSQL the question for a moment, and a change ends that before anybody hears of it', async () => {
    await using landing = await open();
    const { session, secret } = await landing.create();
    await landing.sessions.resolve([secret], 'use');
    expect((await landing.count(() => landing.sessions.resolve([secret], 'use'))).statements).toBe(0);
    await people.sql.query(`UPDATE "user" SET role = 'DESIGNER' WHERE id = $1`, [ada.id]);
    const heard: unknown[] = [];
    const relay = landing.sessionCache.forgetting({
      publish: async () => void heard.push((await landing.sessions.resolve([secret], 'use'))[0]?.role),
    });
    const event = { id: 'x', source: 'landing', occurredAt: '', subject: IDENTITY_CHANGED, payload: { subject: ada.id } };
    await relay.publish([event]);
    expect(heard).toEqual(['DESIGNER']);
    await people.sql.query(`UPDATE "user" SET role = 'ENGINEER' WHERE id = $1`, [ada.id]);
    await landing.sessions.end(session.id, ada.id);
    expect(await landing.sessions.resolve([secret], 'use')).toEqual([undefined]);
  });

  it('[AUTH-1] is forgotten after two seconds by itself', async () => {
    await using landing = await open();
    const { session, secret } = await landing.create();
    await landing.sessions.resolve([secret], 'use');
    await people.sql.query('UPDATE session SET ended_at = now() WHERE id = $1', [session.id]);
    const begun = performance.now();
    await waitFor(async () => (await landing.sessions.resolve([secret], 'use'))[0] === undefined);
    expect(performance.now() - begun).toBeLessThan(3_000);
  });

  it('[AUTH-1] is shared by Redis among those who ask, and holds no secret', async () => {
    const { url } = await sharedRedis();
    const keyPrefix = `${ada.id}:`;
    const cache = () => createCache({ redis: { kind: 'redis', url }, keyPrefix });
    await using first = await open({ cache: cache() });
    await using second = await open({ cache: cache() });
    const { session, secret } = await first.create();
    await first.sessions.resolve([secret], 'use');
    const asked = await second.count(() => second.sessions.resolve([secret], 'use'));
    expect([asked.statements, asked.result[0]?.credential]).toEqual([0, session.id]);
    await second.sessions.end(session.id, ada.id);
    expect(await first.sessions.resolve([secret], 'use')).toEqual([undefined]);
  });

  it('[AUTH-1] [FLOW-2] is passed over where there is none to ask, or it holds garbage', async () => {
    await using away = await open({ cache: createCache({ redis: { kind: 'redis', url: `redis://127.0.0.1:${await freePort()}` } }) });
    const { session, secret } = await away.create();
    expect((await away.sessions.resolve([secret], 'use'))[0]).toMatchObject({ credential: session.id });
    await away.sessions.end(session.id, ada.id);
    expect(await away.sessions.resolve([secret], 'use')).toEqual([undefined]);

    const cache = createCache({ redis: { kind: 'embedded' } });
    await using odd = await open({ cache });
    const created = await odd.create();
    for (const garbage of ['', '{', '{"identity":{"role":"ADMIN"}}', '[]']) {
      for (const key of await cachedKeys(created.secret)) await cache.set(key, garbage, { ttlSeconds: 60 });
      expect((await odd.sessions.resolve([created.secret], 'use'))[0]).toMatchObject({ role: 'ENGINEER', credential: created.session.id });
    }
  });
});

describe('ending sessions', () => {
  it('[AUTH-1] one’s own, the others, all of them; each tells of it with the change, and nobody ends another’s', async () => {
    await using landing = await open();
    const [somebody, other] = [await people.person('ENGINEER'), await people.person('ENGINEER')];
    const own = await Promise.all(Array.from({ length: 4 }, () => landing.create(somebody.id)));
    const foreign = await landing.create(other.id);
    const alive = async () => Promise.all(own.map(async ({ secret }) => (await landing.use(secret)) !== undefined));
    const [first, second] = own as [(typeof own)[0], (typeof own)[0]];
    await expect(landing.sessions.end(foreign.session.id, somebody.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await landing.sessions.end(first.session.id, somebody.id);
    await expect(landing.sessions.end(first.session.id, somebody.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await alive()).toEqual([false, true, true, true]);
    expect(await landing.sessions.endAll(somebody.id, { except: second.session.id })).toBe(2);
    expect(await alive()).toEqual([false, true, false, false]);
    expect(await landing.sessions.endAll(somebody.id)).toBe(1);
    expect(await alive()).toEqual([false, false, false, false]);
    expect(await landing.use(foreign.secret)).toBeDefined();
    await people.untilChanged({ subject: somebody.id, credential: first.session.id });
    await people.untilChanged({ subject: somebody.id });
  });

  it('[AUTH-1] a change that cannot be told of is not made', async () => {
    await using landing = await open();
    const { session, secret } = await landing.create();
    await people.sql.query('ALTER TABLE outbox RENAME TO outbox_away');
    try {
      await expect(landing.sessions.end(session.id, ada.id)).rejects.toThrow();
    } finally {
      await people.sql.query('ALTER TABLE outbox_away RENAME TO outbox');
    }
    expect(await landing.use(secret)).toBeDefined();
  });

  it('[AUTH-1] they are forgotten a month after their end', async () => {
    await using landing = await open();
    const [ended, expired, live] = await Promise.all([landing.create(), landing.create(), landing.create()]);
    await landing.sessions.end(ended.session.id, ada.id);
    await people.sql.query('UPDATE session SET expires_at = now() WHERE id = $1', [expired.session.id]);
    await people.sql.query(`UPDATE session SET expires_at = now() + interval '1 year' WHERE id = $1`, [live.session.id]);
    landing.pass(30 * DAY - MINUTE);
    await landing.sessions.forget(30 * DAY);
    expect([await rowOf(ended.session.id), await rowOf(expired.session.id)]).not.toContain(undefined);
    landing.pass(2 * MINUTE);
    await landing.sessions.forget(30 * DAY);
    expect([await rowOf(ended.session.id), await rowOf(expired.session.id)]).toEqual([undefined, undefined]);
    expect(await rowOf(live.session.id)).toBeDefined();
  });
});
