import { randomUUID } from 'node:crypto';
import { AUDIT_NOTED } from '@wissil/platform/audit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pointText } from '../src/audit/chain-point.ts';
import { type AuditScene, eventOf, noted, openAuditScene, type Replica } from './audit-scene.ts';

let scene: AuditScene;
let replica: Replica;
beforeEach(async () => {
  scene = await openAuditScene();
  replica = await scene.startReplica();
});
afterEach(() => scene[Symbol.asyncDispose]());

const append = async (count: number, to: Replica = replica) => {
  for (let index = 0; index < count; index += 1) await to.consumer.handler(eventOf(AUDIT_NOTED, noted(`operation-${index}`)));
};

/** Past the trigger. */
const tamper = (...statements: string[]) =>
  scene.sql.query(
    ['ALTER TABLE audit_entry DISABLE TRIGGER USER', ...statements, 'ALTER TABLE audit_entry ENABLE TRIGGER USER'].join('; '),
  );

const breakOf = async (of: Replica = replica) => (await of.log.verify()).firstBroken;

describe('the chain', () => {
  it('[AUTH-6] is one after a thousand appends by two replicas at once: no gap, no fork', { timeout: 60_000 }, async () => {
    const other = await scene.startReplica();
    await Promise.all([append(250), append(250), append(250, other), append(250, other)]);
    expect(await replica.log.verify()).toMatchObject({ entries: 1_000, firstBroken: undefined });
    const { rows } = await scene.sql.query('SELECT count(*)::int AS n, count(DISTINCT previous_hash)::int AS hashes FROM audit_entry');
    expect(rows).toEqual([{ n: 1_000, hashes: 1_000 }]);
    expect((await scene.sql.query(`SELECT 1 FROM outbox WHERE subject = 'audit.appended'`)).rowCount).toBe(1_000);
  });

  it('[AUTH-6] holds what JSON and PostgreSQL write differently', async () => {
    const detail = { z: 1e21, a: { ' ': [0.1, -0, 1e-7, null, true], __proto__x: 'é' }, 10: 'ten', 9: 'nine', ſ: '\u{1F600}' };
    for (const at of ['2026-11-24T10:00:00.001Z', '1969-12-31T23:59:59.999Z'])
      await replica.consumer.handler(
        eventOf(AUDIT_NOTED, noted('odd', { at, detail: { ...detail, ...JSON.parse('{"__proto__":{"x":1}}') } })),
      );
    expect(await replica.log.verify()).toMatchObject({ entries: 2, firstBroken: undefined });
  });

  it('[AUTH-6] an empty log is intact', async () => {
    expect(await replica.log.verify()).toEqual({ entries: 0, last: undefined, firstBroken: undefined });
    expect(await replica.log.end()).toBeUndefined();
  });

  it.each(["UPDATE audit_entry SET outcome = 'DENIED'", 'DELETE FROM audit_entry', 'TRUNCATE audit_entry'])(
    '[AUTH-6] SQL is refused: %s',
    async (statement) => {
      await append(1);
      await expect(scene.sql.query(statement)).rejects.toThrow('the audit log is append-only');
    },
  );
});

const NOT_RECORDED = 'it is not as WISSIL recorded it';
const COPY = `INSERT INTO audit_entry SELECT 11, gen_random_uuid(), at, actor_kind, actor_id, 'Eve', actor_role, credential, credential_name, address,
  request_id, system, operation, permission, target, detail, outcome, code, hash, encode(sha256('x'), 'hex') FROM audit_entry WHERE sequence = 10`;

describe('who can write to the database, and does not know the secret, is found out', () => {
  it.each<[string, string[], bigint, string]>([
    ['a changed name', [`UPDATE audit_entry SET actor_name = 'Eve' WHERE sequence = 3`], 3n, NOT_RECORDED],
    ['a changed time', [`UPDATE audit_entry SET at = at + interval '1 ms' WHERE sequence = 3`], 3n, NOT_RECORDED],
    ['a changed detail', [`UPDATE audit_entry SET detail = '{}' WHERE sequence = 3`], 3n, NOT_RECORDED],
    ['a changed outcome', [`UPDATE audit_entry SET outcome = 'DENIED' WHERE sequence = 3`], 3n, NOT_RECORDED],
    ['a changed last entry', [`UPDATE audit_entry SET operation = 'nothing' WHERE sequence = 10`], 10n, NOT_RECORDED],
    ['a deleted first entry', ['DELETE FROM audit_entry WHERE sequence = 1'], 1n, 'entry 1 is missing'],
    ['deleted entries', ['DELETE FROM audit_entry WHERE sequence BETWEEN 4 AND 6'], 4n, 'entries 4 to 6 are missing'],
    [
      'deleted entries, with the rest moved up',
      [
        'DELETE FROM audit_entry WHERE sequence = 4',
        'UPDATE audit_entry SET sequence = -sequence WHERE sequence > 4',
        'UPDATE audit_entry SET sequence = -sequence - 1 WHERE sequence < 0',
      ],
      4n,
      NOT_RECORDED,
    ],
    [
      'entries that have changed places',
      [
        'UPDATE audit_entry SET sequence = sequence - 11 WHERE sequence IN (5, 6)',
        'UPDATE audit_entry SET sequence = -sequence WHERE sequence < 0',
      ],
      5n,
      NOT_RECORDED,
    ],
    ['an entry that was added', [COPY], 11n, NOT_RECORDED],
    ['a tail that was cut off', ['DELETE FROM audit_entry WHERE sequence > 8'], 9n, 'entries 9 to 10 are missing at the end'],
    [
      'a tail that was cut off, with the end set back',
      [
        'DELETE FROM audit_entry WHERE sequence > 8',
        'UPDATE audit_head SET (sequence, hash) = (SELECT sequence, hash FROM audit_entry WHERE sequence = 8)',
      ],
      8n,
      'the record of where the log ends was not written by WISSIL',
    ],
    ['everything deleted', ['DELETE FROM audit_entry'], 1n, 'entries 1 to 10 are missing at the end'],
    ['the record of the end deleted', ['DELETE FROM audit_head'], 11n, 'the record of where the log ends is missing'],
  ])('[AUTH-6] %s', async (_what, statements, sequence, what) => {
    await append(10);
    await tamper(...statements);
    expect(await breakOf()).toEqual({ sequence, what });
    expect(await breakOf(await scene.startReplica())).toBeDefined();
  });

  it('[AUTH-6] a chain that was rebuilt with another key', async () => {
    await append(3);
    const { rows } = await scene.sql.query<{ hash: string }>('SELECT hash FROM audit_entry WHERE sequence = 2');
    await tamper(
      `UPDATE audit_entry SET actor_name = 'Eve', hash = encode(sha256('x'), 'hex') WHERE sequence = 2`,
      `UPDATE audit_entry SET previous_hash = encode(sha256('x'), 'hex') WHERE previous_hash = '${rows[0]?.hash}'`,
    );
    expect(await breakOf()).toEqual({ sequence: 2n, what: NOT_RECORDED });
  });

  it('[AUTH-6] what is appended afterwards does not heal the break', async () => {
    await append(10);
    await tamper(
      'DELETE FROM audit_entry WHERE sequence > 8',
      'UPDATE audit_head SET (sequence, hash) = (SELECT sequence, hash FROM audit_entry WHERE sequence = 8)',
    );
    for (const each of [replica, await scene.startReplica()]) {
      await append(2, each);
      expect(await breakOf(each)).toMatchObject({
        sequence: 9n,
        what: expect.stringContaining('entries may be missing before it') as string,
      });
    }
    expect((await replica.log.verify()).entries).toBe(12);
  });

  it('[AUTH-6] a log that was emptied goes on, and says so', async () => {
    await append(3);
    await tamper('DELETE FROM audit_entry', 'DELETE FROM audit_head');
    await append(2);
    expect(await breakOf()).toMatchObject({ sequence: 1n });
  });

  it('[AUTH-6] a tail that was cut off together with an end that WISSIL did write once: while the replica runs, and by a known end', async () => {
    await append(5);
    const kept = (await scene.sql.query<{ sequence: string; hash: string; seal: string }>('SELECT * FROM audit_head')).rows[0];
    await append(5);
    const known = await replica.log.end();
    await tamper(
      'DELETE FROM audit_entry WHERE sequence > 5',
      `UPDATE audit_head SET sequence = ${kept?.sequence}, hash = '${kept?.hash}', seal = '${kept?.seal}'`,
    );
    // The limit of what a database alone can show (ADR 0006).
    expect(await breakOf()).toBeUndefined();
    expect((await replica.log.verify(known)).firstBroken).toEqual({ sequence: 6n, what: 'entries 6 to 10 are missing at the end' });
    await append(5);
    expect((await replica.log.verify(known)).firstBroken).toEqual({ sequence: 10n, what: 'it is another one than it was' });
    expect(await breakOf()).toMatchObject({ sequence: 6n });
  });

  it('[AUTH-6] a known end that is still there proves that nothing was cut off', async () => {
    await append(3);
    const known = await replica.log.end();
    await append(3);
    expect(known && pointText(known)).toMatch(/^3:[0-9a-f]{64}$/);
    expect(await replica.log.verify(known)).toMatchObject({ entries: 6, firstBroken: undefined });
    expect((await replica.log.verify({ sequence: 3n, hash: randomUUID() })).firstBroken).toMatchObject({ sequence: 3n });
  });
});
