import type { Caller, Credential } from '@wissil/platform/auth';
import { WissilError } from '@wissil/platform/errors';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { silentLogger } from '../logger.ts';
import { openTestIdentities, testCaller } from '../testing/test-identities.ts';
import { type LiveConnection, LiveIdentities } from './live-identities.ts';

const EVERY_MS = 2_500;
const credential = (secret: string): Credential => ({ kind: 'session', secret });
const idle: LiveConnection = { renew: () => undefined, end: () => undefined };

describe('thousands of open connections', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('[AUTH-1] are asked about in even portions, each in one question', async () => {
    const { client, authority } = await openTestIdentities();
    const live = new LiveIdentities({ client, everyMs: EVERY_MS, logger: silentLogger });
    const identifying = Promise.all(
      Array.from({ length: 5_000 }, (_, index) => client.identify(credential(`ENGINEER.e${index}`), '127.0.0.1')),
    );
    await vi.advanceTimersByTimeAsync(0);
    const callers = await identifying;
    callers.forEach((caller, index) => live.watch(credential(`ENGINEER.e${index}`), caller, idle));
    authority.questions.length = 0;
    await vi.advanceTimersByTimeAsync(EVERY_MS);
    // Answers are good for 2 s: the first portions were answered out of the client's memory.
    await vi.advanceTimersByTimeAsync(EVERY_MS);
    expect(Math.max(...authority.questions)).toBe(500);
    expect(authority.questions.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(5_000);
    expect(authority.questions.length).toBeLessThanOrEqual(20);
    live.close();
  });
});

describe('the connections of one credential', () => {
  it('[AUTH-1] are looked at together, and those that are new hear of what the others know', async () => {
    const current: { caller: Caller | WissilError } = { caller: testCaller('ADMIN.eve') };
    const identify = vi.fn(async () => {
      if (current.caller instanceof WissilError) throw current.caller;
      return current.caller;
    });
    let changed: (change: { subject: string }) => void = () => undefined;
    const onChange = (listener: typeof changed) => {
      changed = listener;
      return () => undefined;
    };
    const live = new LiveIdentities({ client: { identify, onChange }, everyMs: 1_000_000, logger: silentLogger });
    const told: string[] = [];
    const connection = (name: string): LiveConnection => ({
      renew: (caller) => void told.push(`${name} ${caller.scope}`),
      end: ({ code }) => void told.push(`${name} ${code}`),
    });
    const first = current.caller as Caller;
    const stop = live.watch(credential('s'), first, connection('one'));
    live.watch(credential('s'), first, connection('two'));
    expect(live.size).toBe(1);
    current.caller = testCaller('ADMIN.eve', { role: 'ENGINEER' });
    changed({ subject: 'usr_somebody' });
    changed({ subject: 'usr_eve' });
    await vi.waitFor(() => expect(told).toEqual(['one ENGINEER', 'two ENGINEER']));
    expect(identify).toHaveBeenCalledTimes(1);
    // Authenticated before the change, and there after it.
    live.watch(credential('s'), first, connection('three'));
    await vi.waitFor(() => expect(told.at(-1)).toBe('three ENGINEER'));
    stop();
    told.length = 0;
    current.caller = new WissilError('UNAUTHENTICATED', 'revoked');
    changed({ subject: 'usr_eve' });
    await vi.waitFor(() => expect(told).toEqual(['two UNAUTHENTICATED', 'three UNAUTHENTICATED']));
    expect(live.size).toBe(0);
    live.close();
  });

  it('[AUTH-1] go on unconfirmed for ten minutes, and are told to come again after them', async () => {
    vi.useFakeTimers();
    let now = 0;
    const identify = () => Promise.reject(new WissilError('UNAVAILABLE', 'away'));
    const live = new LiveIdentities({
      client: { identify, onChange: () => () => undefined },
      everyMs: EVERY_MS,
      logger: silentLogger,
      now: () => now,
    });
    const ends: string[] = [];
    live.watch(credential('s'), testCaller('ADMIN'), { renew: () => undefined, end: ({ code }) => void ends.push(code) });
    now = 599_000;
    await vi.advanceTimersByTimeAsync(EVERY_MS);
    expect(ends).toEqual([]);
    now = 600_000;
    await vi.advanceTimersByTimeAsync(EVERY_MS);
    expect(ends).toEqual(['UNAVAILABLE']);
    live.close();
    vi.useRealTimers();
  });
});
