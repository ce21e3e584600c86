import { randomUUID } from 'node:crypto';
import { AUDIT_BEGUN, AUDIT_ENDED, AUDIT_NOTED } from '@wissil/platform/audit';
import { statementCounter } from '@wissil/platform/database';
import { createEventBus } from '@wissil/platform/events';
import { createLogger } from '@wissil/platform/logging';
import { waitFor } from '@wissil/testkit';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type AuditScene, begun, eventOf, noted, openAuditScene, type Replica } from './audit-scene.ts';

let scene: AuditScene;
let replica: Replica;
beforeAll(async () => {
  scene = await openAuditScene();
  replica = await scene.startReplica();
});
afterAll(() => scene[Symbol.asyncDispose]());
afterEach(async () => expect((await replica.log.verify()).firstBroken).toBeUndefined());

const take = (subject: string, payload: unknown) => replica.consumer.handler(eventOf(subject, payload));

interface Row {
  outcome: string;
  code: string | null;
  target: string | null;
  actor_kind: string;
  actor_name: string;
  system: string;
  detail: unknown;
}

const entriesOf = async (attempt: string) =>
  (
    await scene.sql.query<Row>(
      'SELECT outcome, code, target, actor_kind, actor_name, system, detail FROM audit_entry WHERE attempt = $1 ORDER BY sequence',
      [attempt],
    )
  ).rows;
const openAttempts = async () => (await scene.sql.query('SELECT 1 FROM audit_attempt')).rowCount;

/** A minute beyond the five that an attempt has. */
const afterwards = () => new Date(Date.now() + 60_000);

describe('what the systems tell', () => {
  it('[AUTH-6] is an entry when an attempt ends, and none before', async () => {
    const attempt = begun('createBuild');
    await take(AUDIT_BEGUN, attempt);
    expect(await entriesOf(attempt.id)).toEqual([]);
    expect(await openAttempts()).toBe(1);
    await take(AUDIT_ENDED, { id: attempt.id, outcome: 'REFUSED', code: 'CONFLICT', target: 'bld_1' });
    expect(await entriesOf(attempt.id)).toMatchObject([{ outcome: 'REFUSED', code: 'CONFLICT', target: 'bld_1', actor_name: 'Ada' }]);
    expect(await openAttempts()).toBe(0);
  });

  it('[AUTH-6] is one entry however often it comes: the same event, the same record in another, also to two replicas at once', async () => {
    const other = await scene.startReplica();
    const record = noted('twice');
    const event = eventOf(AUDIT_NOTED, record);
    await Promise.all([replica.consumer.handler(event), other.consumer.handler(event)]);
    await take(AUDIT_NOTED, record);
    expect(await entriesOf(record.id)).toHaveLength(1);
    const attempt = begun('ends-twice');
    const [beginning, end] = [eventOf(AUDIT_BEGUN, attempt), eventOf(AUDIT_ENDED, { id: attempt.id, outcome: 'SUCCEEDED' })];
    for (const each of [beginning, beginning, end, beginning, end]) await replica.consumer.handler(each);
    expect(await entriesOf(attempt.id)).toHaveLength(1);
    expect(await openAttempts()).toBe(0);
  });

  it.each<[string, string, unknown]>([
    ['nothing', AUDIT_NOTED, null],
    ['a text', AUDIT_ENDED, 'SUCCEEDED'],
    ['an unknown outcome', AUDIT_NOTED, { ...noted('x'), outcome: 'PERHAPS' }],
    ['no id', AUDIT_ENDED, { outcome: 'SUCCEEDED' }],
    ['an id that is no UUID', AUDIT_BEGUN, { ...begun('x'), id: 'x' }],
    ['a year that PostgreSQL does not know', AUDIT_NOTED, noted('x', { at: '0000-01-01T00:00:00Z' })],
  ])('[AUTH-6] %s is skipped, and holds nothing up', async (_what, subject, payload) => {
    const before = (await replica.log.verify()).entries;
    await take(subject, payload);
    expect((await replica.log.verify()).entries).toBe(before);
  });

  it('[AUTH-6] is recorded whatever text is in it', async () => {
    const detail = { 'na\0me': ['\0', '\uD800', { deep: `${'x'.repeat(10_000)}\uDFFF` }] };
    const record = noted('odd text', { target: `${'\u{1F600}'.repeat(5_000)}`, requestId: 'a\0b', detail });
    await take(AUDIT_NOTED, record);
    const [entry] = await entriesOf(record.id);
    expect(entry?.target?.length).toBe(501);
    expect(entry?.detail).toEqual({ 'na\uFFFDme': ['\uFFFD', '\uFFFD', { deep: `${'x'.repeat(10_000)}\uFFFD` }] });
  });

  it('[AUTH-6] waits while the database is away, and is not skipped', async () => {
    const record = noted('patient');
    await scene.sql.query('ALTER TABLE audit_entry RENAME TO audit_entry_away');
    await expect(take(AUDIT_NOTED, record)).rejects.toThrow();
    await scene.sql.query('ALTER TABLE audit_entry_away RENAME TO audit_entry');
    await take(AUDIT_NOTED, record);
    expect(await entriesOf(record.id)).toHaveLength(1);
  });

  it('[AUTH-6] comes over the bus; what comes of it is not taken for more of it', async () => {
    const bus = createEventBus(
      { kind: 'embedded', databaseUrl: scene.databaseUrl },
      { logger: createLogger({ level: 'silent', name: 'audit' }) },
    );
    const consuming = await bus.consume(replica.consumer);
    const record = noted('over the bus');
    await bus.publish([eventOf('audit.appended', { id: 'aud_1' }), eventOf(AUDIT_NOTED, { nonsense: true }), eventOf(AUDIT_NOTED, record)]);
    await waitFor(async () => (await entriesOf(record.id)).length === 1);
    await consuming.stop();
    await bus.close();
    expect(replica.consumer.patterns).toEqual([AUDIT_BEGUN, AUDIT_ENDED, AUDIT_NOTED]);
  });
});

describe('an attempt whose server stopped in the middle', () => {
  it('[AUTH-6] is UNKNOWN when its time is over, and not sooner', async () => {
    const attempts = Array.from({ length: 60 }, () => begun('crashed'));
    for (const attempt of attempts) await take(AUDIT_BEGUN, attempt);
    expect(await replica.attempts.giveUp(new Date(Date.now() - 60_000))).toBe(0);
    const other = await scene.startReplica();
    const counts = await Promise.all([replica.attempts.giveUp(afterwards()), other.attempts.giveUp(afterwards())]);
    expect(counts[0] + counts[1]).toBe(60);
    for (const { id } of attempts) expect(await entriesOf(id)).toMatchObject([{ outcome: 'UNKNOWN', actor_name: 'Ada' }]);
    expect(await openAttempts()).toBe(0);
  });

  it('[AUTH-6] has a second entry where its end comes after all', async () => {
    const attempt = { ...begun('late'), detail: { name: 'x' } };
    await take(AUDIT_BEGUN, attempt);
    await replica.attempts.giveUp(afterwards());
    for (let time = 0; time < 2; time += 1) await take(AUDIT_ENDED, { id: attempt.id, outcome: 'SUCCEEDED', target: 'bld_2' });
    expect(await entriesOf(attempt.id)).toMatchObject([
      { outcome: 'UNKNOWN', target: null, detail: { name: 'x' } },
      { outcome: 'SUCCEEDED', target: 'bld_2', detail: { name: 'x' }, actor_name: 'Ada' },
    ]);
  });

  it('[AUTH-6] is recorded as far as it is known where its beginning is lost', async () => {
    const id = randomUUID();
    await take(AUDIT_ENDED, { id, outcome: 'FAILED', code: 'INTERNAL_SERVER_ERROR' });
    expect(await entriesOf(id)).toMatchObject([{ outcome: 'FAILED', actor_kind: 'unknown', actor_name: 'unknown', system: 'slate' }]);
  });
});

describe('the cost of an entry', () => {
  it('[AUTH-6] is seven statements with BEGIN and COMMIT for what is noted; twelve for an attempt with its end', async () => {
    const count = async (subject: string, payload: unknown) =>
      (await statementCounter.count(() => take(subject, payload))).statements.length;
    const attempt = begun('counted');
    const [notedCost, begunCost] = [await count(AUDIT_NOTED, noted('counted')), await count(AUDIT_BEGUN, attempt)];
    expect([notedCost, begunCost, await count(AUDIT_ENDED, { id: attempt.id, outcome: 'SUCCEEDED' })]).toEqual([7, 4, 8]);
  });
});
