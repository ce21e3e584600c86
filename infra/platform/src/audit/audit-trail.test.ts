import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { type Caller, callerOf, anonymousFrom } from '../auth/index.ts';
import { ConflictError, ForbiddenError } from '../errors/index.ts';
import { createLogger } from '../logging/index.ts';
import { AUDIT_BEGUN, AUDIT_ENDED, AUDIT_NOTED, auditBegun, auditEnded, auditNoted } from './audit-record.ts';
import { AuditTrail } from './audit-trail.ts';

const logger = createLogger({ level: 'silent', name: 'audit-trail-test' });
const ada = callerOf(
  { kind: 'human', subject: 'usr_ada', name: 'Ada', role: 'ENGINEER', credential: 'ses_1', expiresAt: Number.MAX_SAFE_INTEGER },
  '192.0.2.7',
);
const agent = callerOf(
  {
    kind: 'agent',
    subject: 'usr_ada',
    name: 'Ada',
    role: 'AGENT',
    credential: 'act_1',
    credentialName: 'copilot',
    expiresAt: Number.MAX_SAFE_INTEGER,
  },
  '192.0.2.8',
);

const SCHEMAS = { [AUDIT_BEGUN]: auditBegun, [AUDIT_ENDED]: auditEnded, [AUDIT_NOTED]: auditNoted };

/** A trail, and what it has told: each as LANDING would read it. */
function trail(sink: () => Promise<unknown> = async () => undefined) {
  const told: { subject: string; payload: Record<string, unknown> }[] = [];
  const audit = new AuditTrail(
    'slate',
    async ({ subject, payload }) => {
      await sink();
      const schema = SCHEMAS[subject as keyof typeof SCHEMAS];
      told.push({ subject, payload: schema.parse(JSON.parse(JSON.stringify(payload))) });
    },
    logger,
  );
  return { audit, told };
}

const asked = (caller: Caller = ada) => ({ caller, requestId: 'r1' });

describe('a change', () => {
  it('[AUTH-6] is on record before it begins, with who, where, when and what, and after it', async () => {
    const { audit, told } = trail();
    const result = await audit.around(
      asked(agent),
      { operation: 'createToken', permission: 'token.write', input: { path: 'color.primary' } },
      async () => {
        expect(told).toHaveLength(1);
        return { id: 'tok_1' };
      },
    );
    expect(result).toEqual({ id: 'tok_1' });
    const [begun, ended] = told;
    expect(begun).toEqual({
      subject: AUDIT_BEGUN,
      payload: {
        id: expect.any(String) as string,
        at: expect.any(String) as string,
        actor: { kind: 'agent', subject: 'usr_ada', name: 'Ada', role: 'AGENT', credential: 'act_1', credentialName: 'copilot' },
        address: '192.0.2.8',
        requestId: 'r1',
        system: 'slate',
        operation: 'createToken',
        permission: 'token.write',
        target: 'color.primary',
        detail: { path: 'color.primary' },
      },
    });
    expect(ended).toEqual({ subject: AUDIT_ENDED, payload: { id: begun?.payload['id'], outcome: 'SUCCEEDED', target: 'tok_1' } });
  });

  it.each([
    ['REFUSED', new ConflictError('There is one already.'), 'CONFLICT'],
    ['DENIED', new ForbiddenError('token.write', 'the role DESIGNER'), 'FORBIDDEN'],
    ['FAILED', new TypeError('x is undefined'), 'INTERNAL_SERVER_ERROR'],
  ])('[AUTH-6] that ends otherwise is %s, and its caller hears of the same error', async (outcome, error, code) => {
    const { audit, told } = trail();
    await expect(audit.around(asked(), { operation: 'x' }, () => Promise.reject(error))).rejects.toBe(error);
    expect(told[1]?.payload).toMatchObject({ outcome, code });
  });

  it('[AUTH-6] does not begin where its beginning cannot be recorded', async () => {
    const { audit } = trail(() => Promise.reject(new Error('the outbox is away')));
    const change = vi.fn(() => 'done');
    await expect(audit.around(asked(), { operation: 'x' }, change)).rejects.toThrow('the outbox is away');
    expect(change).not.toHaveBeenCalled();
  });

  it('[AUTH-6] that is made is answered, also where its end cannot be recorded: it stays UNKNOWN', async () => {
    let records = 0;
    const { audit, told } = trail(async () => {
      records += 1;
      if (records > 1) throw new Error('the outbox is away');
    });
    expect(await audit.around(asked(), { operation: 'x' }, () => 'done')).toBe('done');
    expect(told.map(({ subject }) => subject)).toEqual([AUDIT_BEGUN]);
  });

  it('[AUTH-6] keeps no secret of its input', async () => {
    const { audit, told } = trail();
    await audit.around(
      asked(),
      { operation: 'x', input: { name: 'ci', password: 'hunter2', nested: { clientSecret: 'hunter2' } } },
      () => ({
        id: 'x',
        secret: 'hunter2',
      }),
    );
    expect(JSON.stringify(told)).not.toContain('hunter2');
    expect(told[0]?.payload['detail']).toMatchObject({ name: 'ci' });
  });

  it('[AUTH-6] is about what its input or its result is called, shortened', async () => {
    const { audit, told } = trail();
    await audit.around(asked(), { operation: 'x', input: { name: 'n'.repeat(5_000), email: '' } }, () => null);
    expect((told[0]?.payload['target'] as string).length).toBe(200);
    expect(told[1]?.payload).not.toHaveProperty('target');
    await audit.around(asked(), { operation: 'x', target: 'given', input: { id: 'x' } }, () => undefined);
    expect(told[2]?.payload['target']).toBe('given');
  });
});

describe('a denied attempt', () => {
  const DENIED = { operation: 'query', outcome: 'DENIED', code: 'UNAUTHENTICATED' } as const;
  it('[AUTH-6] of nobody is kept ten times in a minute for each address: nobody fills the log', async () => {
    const { audit, told } = trail();
    const deny = async (address: string, times: number) => {
      for (let time = 0; time < times; time += 1) await audit.note(asked(anonymousFrom(address)), DENIED);
    };
    await deny('192.0.2.1', 50);
    expect(told).toHaveLength(10);
    await deny('192.0.2.2', 3);
    expect(told).toHaveLength(13);
    const clock = vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 61_000);
    onTestFinished(() => clock.mockRestore());
    // The cache of addresses reads the clock once in a millisecond.
    await delay(5);
    await deny('192.0.2.1', 50);
    expect(told).toHaveLength(23);
  });

  it('[AUTH-6] of somebody, and whatever is not a denial, is kept every time', async () => {
    const { audit, told } = trail();
    for (let time = 0; time < 20; time += 1) {
      await audit.note(asked(), { ...DENIED, code: 'FORBIDDEN' });
      await audit.note(asked(anonymousFrom('192.0.2.1')), { operation: 'sign-in', outcome: 'REFUSED' });
    }
    expect(told).toHaveLength(40);
    expect(told[1]?.payload).toMatchObject({
      actor: { kind: 'anonymous', subject: '', name: 'nobody', credential: '' },
      address: '192.0.2.1',
    });
  });
});

describe('[AUTH-6] what goes on in many small steps', () => {
  const step = (audit: AuditTrail, series = 'prv_1', caller = ada) =>
    audit.inSeries(asked(caller), { operation: 'showComponent', series }, () => ({ id: series }));

  it('is on record once an hour for each credential and each thing', async () => {
    const { audit, told } = trail();
    for (let count = 0; count < 3; count++) expect(await step(audit)).toEqual({ id: 'prv_1' });
    expect(told.map(({ subject }) => subject)).toEqual([AUDIT_BEGUN, AUDIT_ENDED]);
    await step(audit, 'prv_2');
    await step(audit, 'prv_1', agent);
    expect(told).toHaveLength(6);
    const clock = vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 61 * 60_000);
    onTestFinished(() => clock.mockRestore());
    // The cache looks at the clock once a millisecond.
    await delay(5);
    await step(audit);
    expect(told).toHaveLength(8);
  });

  it('begins with a step that was done: until then each is on record, with how it ended', async () => {
    const { audit, told } = trail();
    const refused = () =>
      audit.inSeries(asked(), { operation: 'showComponent', series: 'prv_1' }, () => {
        throw new ConflictError('Not now.');
      });
    await expect(refused()).rejects.toThrow('Not now.');
    await expect(refused()).rejects.toThrow('Not now.');
    expect(told.filter(({ subject }) => subject === AUDIT_ENDED).map(({ payload }) => payload['outcome'])).toEqual(['REFUSED', 'REFUSED']);
    await step(audit);
    expect(told).toHaveLength(6);
  });
});
