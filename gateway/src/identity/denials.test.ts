import { ANONYMOUS } from '@wissil/platform/auth';
import type { DomainEvent } from '@wissil/platform/events';
import { describe, expect, it } from 'vitest';
import { openTestBus } from '../subscriptions/testing/test-bus.ts';
import { auditOverBus } from './denials.ts';

const record = { subject: 'audit.noted', payload: { id: 'x', actor: ANONYMOUS.subject } };

describe('audit records of the gateway', () => {
  it('[AUTH-6] are events of the bus', async () => {
    await using opened = await openTestBus();
    const heard = new Promise<DomainEvent>(
      (resolve) => void opened.bus.subscribe('audit.>', resolve).then(() => auditOverBus(opened.bus)(record)),
    );
    expect(await heard).toMatchObject({
      ...record,
      id: expect.stringMatching(/^[\da-f-]{36}$/) as string,
      source: 'gateway',
      occurredAt: expect.stringMatching(/^\d{4}-.*Z$/) as string,
    });
  });

  it('[AUTH-6] do not pile up where the bus does not take them', async () => {
    const held: (() => void)[] = [];
    const sink = auditOverBus({ publish: () => new Promise((resolve) => held.push(resolve)) });
    const kept = Array.from({ length: 1_000 }, () => sink(record));
    await expect(sink(record)).rejects.toThrow(/has not taken 1000 audit records/);
    held.forEach((resolve) => resolve());
    await Promise.all(kept);
    const next = sink(record);
    held.at(-1)?.();
    await next;
  });
});
