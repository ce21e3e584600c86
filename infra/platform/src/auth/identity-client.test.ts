import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { createDatabase, waitFor } from '@wissil/testkit';
import { describe, expect, it } from 'vitest';
import { createEventBus } from '../events/index.ts';
import { createLogger } from '../logging/index.ts';
import type { Caller, Identity } from './caller.ts';
import type { Credential } from './credential.ts';
import type { IdentityAuthority } from './identity-authority.ts';
import { IDENTITY_CHANGED, type IdentityChange, IdentityClient, type IdentityClientOptions } from './identity-client.ts';

const logger = createLogger({ level: 'silent', name: 'test' });
const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** LANDING, in which the secret `ada` is a session of Ada’s until it is revoked. */
function authority() {
  const identities = new Map<string, Identity>();
  const questions: { secrets: string[]; use: string }[] = [];
  let gate: Promise<unknown> = Promise.resolve();
  const landing: IdentityAuthority = {
    async resolve(credentials, use) {
      const answer = credentials.map(({ secret }) => identities.get(secret));
      questions.push({ secrets: credentials.map(({ secret }) => secret), use });
      await gate;
      return answer;
    },
  };
  return {
    landing,
    identities,
    questions,
    /** It answers with what is true now, and only when it is let. */
    hold: () => {
      const held = Promise.withResolvers<void>();
      gate = held.promise;
      held.promise.catch(() => undefined);
      return { release: () => ((gate = Promise.resolve()), held.resolve()) };
    },
    fail: () => {
      gate = Promise.reject(new Error('LANDING does not answer'));
      gate.catch(() => undefined);
    },
    recover: () => void (gate = Promise.resolve()),
  };
}

function ada(changes: Partial<Identity> = {}): Identity {
  const expiresAt = Number.MAX_SAFE_INTEGER;
  return {
    kind: 'human',
    subject: 'usr_ada',
    name: 'Ada',
    email: 'ada@example.org',
    role: 'ENGINEER',
    credential: 'ses_1',
    expiresAt,
    ...changes,
  };
}

/** A client whose clock stands still, and whose bus is this function. */
async function open(options: Partial<IdentityClientOptions> = {}) {
  const known = authority();
  known.identities.set('ada', ada());
  let listener: ((event: { id: string; payload: unknown }) => void) | undefined;
  let now = 1_000_000;
  const bus = {
    subscribe: async (_subject: string, heard: typeof listener) => ((listener = heard), { stop: async () => undefined }),
  } as unknown as IdentityClientOptions['bus'];
  const client = new IdentityClient({ authority: known.landing, bus, logger, addressOf: () => '192.0.2.7', now: () => now, ...options });
  await client.listen();
  return {
    ...known,
    client,
    tell: (payload: IdentityChange | unknown) => listener?.({ id: 'x', payload }),
    pass: (milliseconds: number) => (now += milliseconds),
    ask: async (secret = 'ada'): Promise<Caller> => client.authenticate(request({ cookie: `wissil=${secret}` })),
  };
}

function request(headers: Record<string, string>): IncomingMessage {
  return { headers, socket: {} } as unknown as IncomingMessage;
}

const UNAUTHENTICATED = { code: 'UNAUTHENTICATED' };
const UNAVAILABLE = { code: 'UNAVAILABLE' };

describe('who sends a request', () => {
  it('[AUTH-1] LANDING is asked once in two seconds, whoever asks meanwhile, and about all of one moment together', async () => {
    const { identities, questions, ask, pass } = await open();
    identities.set('grace', ada({ subject: 'usr_grace', credential: 'ses_2' }));
    await Promise.all([ask(), ask(), ask('grace'), ask('nobody').catch(() => undefined), ask()]);
    expect(questions).toEqual([{ secrets: ['ada', 'grace', 'nobody'], use: 'use' }]);
    pass(1_999);
    const first = await ask();
    expect(await ask()).toBe(first);
    await expect(ask('nobody')).rejects.toMatchObject(UNAUTHENTICATED);
    expect(questions).toHaveLength(1);
    pass(1);
    expect(await ask()).toBe(first);
    expect(questions).toHaveLength(2);
  });

  it('[AUTH-1] a revocation is effective within five seconds, although nobody tells of it', async () => {
    const { identities, ask, pass } = await open();
    await ask();
    identities.delete('ada');
    pass(2_000);
    await expect(ask()).rejects.toMatchObject(UNAUTHENTICATED);
  });

  it('[AUTH-1] a change that the bus tells of is effective at once, and another person’s costs nothing', async () => {
    const { identities, questions, ask, tell } = await open();
    await ask();
    tell({ subject: 'usr_grace' });
    tell({ subject: 'usr_ada', credential: 'ses_of_another_browser' });
    tell({ subject: 7 });
    expect(await ask()).toMatchObject({ role: 'ENGINEER' });
    expect(questions).toHaveLength(1);
    identities.set('ada', ada({ role: 'DESIGNER' }));
    tell({ subject: 'usr_ada' });
    expect(await ask()).toMatchObject({ role: 'DESIGNER' });
    identities.delete('ada');
    tell({ subject: 'usr_ada', credential: 'ses_1' });
    await expect(ask()).rejects.toMatchObject(UNAUTHENTICATED);
  });

  it('[AUTH-1] what is true before a change does not outlive it because the answer was on its way', async () => {
    const { identities, questions, hold, ask, tell } = await open();
    const held = hold();
    const asking = ask();
    await waitFor(() => questions.length === 1);
    identities.delete('ada');
    tell({ subject: 'usr_ada' });
    held.release();
    await expect(asking).rejects.toMatchObject(UNAUTHENTICATED);
    expect(questions).toHaveLength(2);
  });

  it('[AUTH-1] changes of other people, however many, keep nobody waiting', async () => {
    const { questions, hold, ask, tell } = await open();
    const held = hold();
    const asking = ask();
    await waitFor(() => questions.length === 1);
    for (let person = 0; person < 100; person++) tell({ subject: `usr_${person}` });
    held.release();
    expect(await asking).toMatchObject({ subject: 'usr_ada' });
    expect(questions).toHaveLength(1);
  });

  it('[AUTH-1] while LANDING does not answer, who was known is known for ten minutes, and nobody else', async () => {
    const { fail, recover, questions, identities, ask, pass } = await open();
    await ask();
    fail();
    await expect(ask('stranger')).rejects.toMatchObject(UNAVAILABLE);
    for (let minute = 0; minute < 9; minute++) {
      pass(MINUTE);
      expect(await ask()).toMatchObject({ subject: 'usr_ada' });
    }
    const asked = questions.length;
    expect(await ask()).toMatchObject({ subject: 'usr_ada' });
    expect(questions, 'a LANDING that hangs is not waited for by every request').toHaveLength(asked);
    pass(MINUTE);
    await expect(ask()).rejects.toMatchObject(UNAVAILABLE);
    recover();
    identities.delete('ada');
    await expect(ask()).rejects.toMatchObject(UNAUTHENTICATED);
  });

  it('[AUTH-1] a revocation that the bus told of is not forgotten because LANDING is away', async () => {
    const { fail, ask, tell } = await open();
    await ask();
    fail();
    tell({ subject: 'usr_ada' });
    await expect(ask()).rejects.toMatchObject(UNAVAILABLE);
  });

  it('[AUTH-1] a session ends at its time, known or not', async () => {
    const { identities, ask, pass } = await open();
    identities.set('ada', ada({ expiresAt: 1_001_000 }));
    await ask();
    pass(999);
    await ask();
    pass(1);
    await expect(ask()).rejects.toMatchObject(UNAUTHENTICATED);
  });

  it('[AUTH-1] looking at open connections keeps no session alive, and LANDING still hears of use', async () => {
    const { client, questions, ask, pass } = await open();
    const credential: Credential = { kind: 'session', secret: 'ada' };
    await client.identify(credential, '192.0.2.7');
    await ask();
    await waitFor(() => questions.length === 2);
    pass(31 * SECOND);
    await client.identify(credential, '192.0.2.7');
    await ask();
    await waitFor(() => questions.length === 4);
    expect(questions.map(({ use }) => use)).toEqual(['watch', 'use', 'watch', 'use']);
  });

  it('[AUTH-1] whoever tries a flood of secrets does not make LANDING’s outage others’', async () => {
    const { ask, fail, pass } = await open();
    await ask();
    await Promise.all(Array.from({ length: 21_000 }, (_, attempt) => ask(`guess-${attempt}`).catch(() => undefined)));
    fail();
    pass(MINUTE);
    expect(await ask()).toMatchObject({ subject: 'usr_ada' });
  });

  it('[INT-1] a session is of no use to whom the guard in front knows under another address, or not at all', async () => {
    let email: string | undefined = 'ada@example.org';
    const { identities, ask, client } = await open({ guard: { admit: async () => ({ email }) } });
    identities.set('bot', ada({ kind: 'tool', credential: 'act_1', actions: [] }));
    expect(await ask()).toMatchObject({ subject: 'usr_ada' });
    email = 'mallory@example.org';
    await expect(ask()).rejects.toMatchObject(UNAUTHENTICATED);
    email = undefined;
    await expect(ask()).rejects.toMatchObject(UNAUTHENTICATED);
    expect(await client.authenticate(request({ authorization: 'Bearer bot' }))).toMatchObject({ kind: 'tool' });
    expect(await client.authenticate(request({}))).toMatchObject({ kind: 'anonymous' });
  });
});

it('[AUTH-1] a change reaches every process of the installation by the bus', async () => {
  await using database = await createDatabase();
  await using stack = new AsyncDisposableStack();
  const bus = stack.adopt(createEventBus({ kind: 'embedded', databaseUrl: database.url }, { logger }), (port) => port.close());
  const clients = await Promise.all([open({ bus }), open({ bus })]);
  for (const { ask } of clients) await ask();
  const payload: IdentityChange = { subject: 'usr_ada', credential: 'ses_1' };
  for (const { identities } of clients) identities.delete('ada');
  await bus.publish([{ id: randomUUID(), subject: IDENTITY_CHANGED, source: 'landing', occurredAt: new Date().toISOString(), payload }]);
  for (const { ask } of clients) {
    await waitFor(() =>
      ask().then(
        () => false,
        ({ code }) => code === 'UNAUTHENTICATED',
      ),
    );
  }
});
