import { randomUUID } from 'node:crypto';
import { startNats, startPostgres, type TestServer, waitFor } from '@wissil/testkit';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createLogger } from '../logging/index.ts';
import { BusUnavailableError, createEventBus, type DomainEvent, type EventBus, type EventBusConfig, InvalidEventError } from './index.ts';

const logger = createLogger({ level: 'silent', name: 'event-bus-test' });

interface Adapter {
  name: string;
  startServer(): Promise<TestServer>;
  configure(url: string): EventBusConfig;
}

const adapters: Adapter[] = [
  { name: 'embedded', startServer: () => startPostgres(), configure: (databaseUrl) => ({ kind: 'embedded', databaseUrl }) },
  { name: 'NATS', startServer: () => startNats(), configure: (url) => ({ kind: 'nats', url, ackWaitMs: 1_000 }) },
];

/** Subjects and durables of one test, apart from those of the others in the same log. */
function scope() {
  const unique = `t${randomUUID().slice(0, 8)}`;
  return {
    durable: unique,
    pattern: `build.${unique}.>`,
    event: (n: number, subject = 'done'): DomainEvent => ({
      id: randomUUID(),
      subject: `build.${unique}.${subject}`,
      source: 'ignis',
      occurredAt: new Date(1_700_000_000_000 + n).toISOString(),
      payload: { n, text: 'ünï\u0000cöde 😀', none: null },
    }),
  };
}

const numberOf = (event: DomainEvent): number => (event.payload as { n: number }).n;
const range = (length: number, from = 0): number[] => Array.from({ length }, (_, at) => from + at);

describe.each(adapters)('the $name bus', ({ startServer, configure }) => {
  let server: TestServer;
  const open: EventBus[] = [];
  const openBus = (): EventBus => {
    const bus = createEventBus(configure(server.url), { logger });
    open.push(bus);
    return bus;
  };

  beforeAll(async () => {
    server = await startServer();
  });
  afterEach(() => Promise.all(open.splice(0).map((bus) => bus.close())));
  afterAll(() => server[Symbol.asyncDispose]());

  test('[FLOW-3] a durable gets every event whole and in the order of publishing, those before its first start too', async () => {
    const { durable, event, pattern } = scope();
    const events = range(250).map((n) => event(n));
    const bus = openBus();
    await bus.publish(events.slice(0, 100));
    const received: DomainEvent[] = [];
    await bus.consume({ durable, patterns: [pattern], handler: async (one) => void received.push(one) });
    await bus.publish(events.slice(100, 101));
    await bus.publish(events.slice(101));
    await waitFor(() => received.length >= events.length);
    expect(received).toEqual(events);
  });

  test('[FLOW-3] an event that its handler rejects comes again, and the later ones wait for it', async () => {
    const { durable, event, pattern } = scope();
    const bus = openBus();
    const attempts: number[] = [];
    await bus.consume({
      durable,
      patterns: [pattern],
      async handler(one) {
        attempts.push(numberOf(one));
        if (numberOf(one) === 1 && attempts.length < 4) throw new Error('not now');
      },
    });
    await bus.publish(range(4).map((n) => event(n)));
    await waitFor(() => attempts.includes(3));
    expect(attempts).toEqual([0, 1, 1, 1, 2, 3]);
  });

  test('[FLOW-3] a consumer that starts again goes on after the last event that it accepted', async () => {
    const { durable, event, pattern } = scope();
    const first: number[] = [];
    const bus = openBus();
    const subscription = await bus.consume({ durable, patterns: [pattern], handler: async (one) => void first.push(numberOf(one)) });
    await bus.publish(range(5).map((n) => event(n)));
    await waitFor(() => first.length === 5);
    await subscription.stop();
    await bus.publish(range(5, 5).map((n) => event(n)));
    await bus.close();
    const second: number[] = [];
    await openBus().consume({ durable, patterns: [pattern], handler: async (one) => void second.push(numberOf(one)) });
    await waitFor(() => second.length >= 5);
    expect({ first, second }).toEqual({ first: range(5), second: range(5, 5) });
  });

  test('[FLOW-3] instances with one durable share it: each event is handled once, one at a time, also when one of them stops', async () => {
    const { durable, event, pattern } = scope();
    const handled: number[] = [];
    let atWork = 0;
    let mostAtWork = 0;
    const handler = async (one: DomainEvent): Promise<void> => {
      mostAtWork = Math.max(mostAtWork, ++atWork);
      await new Promise((resolve) => setImmediate(resolve));
      atWork--;
      handled.push(numberOf(one));
    };
    const [left, right] = [openBus(), openBus()];
    const ofLeft = await left.consume({ durable, patterns: [pattern], handler });
    await right.consume({ durable, patterns: [pattern], handler });
    await right.consume({ durable, patterns: [pattern], handler });
    await left.publish(range(100).map((n) => event(n)));
    await waitFor(() => handled.length >= 20);
    await ofLeft.stop();
    await waitFor(() => handled.length >= 100);
    expect({ handled, mostAtWork }).toEqual({ handled: range(100), mostAtWork: 1 });
  });

  test('[FLOW-3] an id that is published again is the same event', async () => {
    const { durable, event, pattern } = scope();
    const bus = openBus();
    const live: number[] = [];
    const durably: number[] = [];
    await bus.subscribe(pattern, (one) => void live.push(numberOf(one)));
    const [one, two, last] = [event(1), event(2), event(3)];
    await bus.publish([one, two, one]);
    await bus.publish([{ ...one, id: one.id.toUpperCase() }, two]);
    await bus.publish([last]);
    await bus.consume({ durable, patterns: [pattern], handler: async (each) => void durably.push(numberOf(each)) });
    await waitFor(() => durably.includes(3) && live.includes(3));
    expect({ live, durably }).toEqual({ live: [1, 2, 3], durably: [1, 2, 3] });
  });

  test('[FLOW-3] patterns: * is one token, a last > one or more; several patterns keep one order', async () => {
    const { durable, event, pattern } = scope();
    const bus = openBus();
    const root = pattern.slice(0, -2);
    const wanted = new Map<string, string[]>([
      [`${root}.a`, []],
      [`${root}.*`, []],
      [`${root}.*.c`, []],
      [`${root}.a.>`, []],
      [`${root}.>`, []],
    ]);
    for (const [each, received] of wanted) await bus.subscribe(each, ({ subject }) => void received.push(subject.slice(root.length + 1)));
    const durably: string[] = [];
    await bus.consume({
      durable,
      patterns: [`${root}.b`, `${root}.a.*`, `${root}.end`],
      handler: async ({ subject }) => void durably.push(subject.slice(root.length + 1)),
    });
    await bus.publish(['a', 'b', 'a.c', 'b.c', 'a.d', 'a.c.e', 'b', 'end'].map((subject, n) => event(n, subject)));
    const all = wanted.get(`${root}.>`);
    await waitFor(() => all?.includes('end') && durably.includes('end'));
    expect([...wanted.values()]).toEqual([
      ['a'],
      ['a', 'b', 'b', 'end'],
      ['a.c', 'b.c'],
      ['a.c', 'a.d', 'a.c.e'],
      ['a', 'b', 'a.c', 'b.c', 'a.d', 'a.c.e', 'b', 'end'],
    ]);
    expect(durably).toEqual(['b', 'a.c', 'a.d', 'b', 'end']);
  });

  test('[FLOW-3] patterns of several families keep one order, and it goes on in the next process', async () => {
    const { durable, event, pattern } = scope();
    const name = pattern.split('.')[1];
    const [project, repository] = [`project.${name}`, `repository.${name}`];
    const received: string[] = [];
    const options = { durable, patterns: [project, repository], handler: async (one: DomainEvent) => void received.push(one.subject) };
    const publish = (...subjects: string[]) => openBus().publish(subjects.map((subject, n) => ({ ...event(n), subject })));
    const subscription = await openBus().consume(options);
    await publish(project, `build.${name}`, repository, project);
    await waitFor(() => received.length === 3);
    await subscription.stop();
    await publish(repository);
    await openBus().consume(options);
    await waitFor(() => received.length === 4);
    expect(received).toEqual([project, repository, project, repository]);
  });

  test('[SHAPE-2] a live subscription begins now, reaches every subscriber of every process, survives a handler that throws, and ends', async () => {
    const { event, pattern } = scope();
    const [left, right] = [openBus(), openBus()];
    await left.publish([event(0)]);
    const received = { left: [] as number[], right: [] as number[], stopped: [] as number[] };
    await left.subscribe(pattern, (one) => {
      received.left.push(numberOf(one));
      throw new Error('this handler always fails');
    });
    await right.subscribe(pattern, (one) => void received.right.push(numberOf(one)));
    const stopped = await right.subscribe(pattern, (one) => void received.stopped.push(numberOf(one)));
    await left.publish([event(1)]);
    await waitFor(() => received.left.length + received.right.length + received.stopped.length === 3);
    await stopped.stop();
    await right.publish([event(2), event(3)]);
    await waitFor(() => received.left.includes(3) && received.right.includes(3));
    expect(received).toEqual({ left: [1, 2, 3], right: [1, 2, 3], stopped: [1] });
  });

  test('[SHAPE-2] subscriptions that come while events flow miss nothing from the moment that they are there', async () => {
    const { event, pattern } = scope();
    const bus = openBus();
    const root = pattern.slice(0, -2);
    await bus.subscribe(`${root}.noise`, () => undefined);
    let noisy = true;
    const noise = (async () => {
      while (noisy) await bus.publish([event(0, 'noise')]);
    })();
    for (const round of range(60)) {
      const received = new Set<number>();
      const subscription = await bus.subscribe(pattern, (one) => void received.add(numberOf(one)));
      await bus.publish([event(1_000 + round, 'signal'), event(2_000 + round, 'noise')]);
      await waitFor(() => received.has(2_000 + round));
      expect(received).toContain(1_000 + round);
      await subscription.stop();
    }
    noisy = false;
    await noise;
  });

  test('[TOPO-4] [FLOW-3] a server that is killed and comes back loses nothing, and consumers and live subscriptions go on', async () => {
    const { durable, event, pattern } = scope();
    const publisher = openBus();
    const consumer = openBus();
    const handled: number[] = [];
    const live: number[] = [];
    await consumer.consume({ durable, patterns: [pattern], handler: async (one) => void handled.push(numberOf(one)) });
    await consumer.subscribe(pattern, (one) => void live.push(numberOf(one)));
    await publisher.publish(range(200).map((n) => event(n)));
    await waitFor(() => handled.length >= 20);
    await server.kill();
    const duringOutage = publisher.publish(range(100, 200).map((n) => event(n)));
    await server.restart();
    await duringOutage;
    await waitFor(() => new Set(handled).size === 300, { timeout: 15_000 });
    // At least once: a server that dies forgets the newest acknowledgements, so one run of events comes again, in its order.
    expect([...new Set(handled)]).toEqual(range(300));
    expect(handled.filter((n, at) => at > 0 && n !== (handled[at - 1] ?? 0) + 1).length).toBeLessThanOrEqual(1);
    await waitFor(async () => {
      const probe = event(1_000);
      await publisher.publish([probe]);
      return live.includes(1_000);
    });
  });

  test('[FLOW-3] what breaks the contract is refused with the reason, and the bus goes on', async () => {
    const { event } = scope();
    const bus = openBus();
    const handler = async (): Promise<void> => undefined;
    await expect(bus.publish([{ ...event(1), id: 'one' }])).rejects.toThrow(/id "one" of build\..* is not a UUID/);
    await expect(bus.publish([{ ...event(1), occurredAt: 'yesterday' }])).rejects.toThrow(/not an ISO 8601 time: "yesterday"/);
    await expect(bus.publish([event(1), { ...event(2), subject: 'build..done' }])).rejects.toThrow(InvalidEventError);
    await expect(bus.publish([{ ...event(1), subject: 'weather.changed' }])).rejects.toThrow(/belongs to no family/);
    await expect(bus.publish([{ ...event(1), payload: 'x'.repeat(600_000) }])).rejects.toThrow(/600002 bytes of JSON, at most 524288/);
    await expect(bus.subscribe('build.>.done', () => undefined)).rejects.toThrow(/pattern "build.>.done" is not valid/);
    await expect(bus.consume({ durable: 'a b', patterns: ['build.>'], handler })).rejects.toThrow(/durable name "a b" is not valid/);
    await expect(bus.consume({ durable: 'a', patterns: [], handler })).rejects.toThrow(/names no patterns/);
    await bus.publish([]);
    await bus.ping();
  });

  test('[TOPO-4] a bus that cannot be reached says so within its deadline, and closes', async () => {
    const nowhere = new URL(server.url);
    nowhere.port = '1';
    const bus = createEventBus({ ...configure(nowhere.href), deadlineMs: 500 }, { logger });
    await expect(bus.ping()).rejects.toThrow(BusUnavailableError);
    const publishing = bus.publish([scope().event(1)]);
    await expect(publishing).rejects.toThrow(/did not store the events? within 500 ms/);
    await bus.close();
    await expect(bus.publish([scope().event(1)])).rejects.toThrow(/closed/);
  });
});
