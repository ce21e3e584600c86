import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { composeSupergraph } from '@wissil/gateway/compose';
import { freePort, liveHeap, processTree, residentBytes, startNats, waitFor } from '@wissil/testkit';
import type { BenchSetting } from '../gateways/gateway-bench.ts';
import { CpuWatch } from '../machine/cpu-watch.ts';
import { monotonicNow } from '../machine/monotonic-clock.ts';
import { onPath } from '../machine/on-path.ts';
import { openFileLimit } from '../machine/open-file-limit.ts';
import { cpuMilliseconds } from '../machine/process-cpu.ts';
import { type Running, runProcess } from '../machine/run-process.ts';
import { LIVE_SHOP, PRODUCT_SUBSCRIPTION, productEvent } from '../shop/live-product.ts';
import { SHOP } from '../shop/shop-schemas.ts';
import { tokenOf } from '../shop/stand-in-landing.ts';
import { type LiveGateway, type LivePlace, OURS, type Publisher, THEIRS } from './fanout-gateways.ts';
import { Subscribers } from './subscribers.ts';

export interface FanoutFigures {
  gateway: string;
  subscribers: number;
  events: number;
  /** Events that did not reach every subscriber in time; they are not in the times. */
  lost: number;
  /** Milliseconds from before publishing to the last subscriber: median and worst of the events that reached everybody. */
  median: number;
  worst: number;
  /** CPU milliseconds of the gateway's processes for one event. */
  cpu: number;
  /** HTTP requests to subgraphs for one event. */
  subgraphRequests: number;
  /** Bytes for each subscriber, garbage collected: when all have subscribed, and after the events. */
  subscribed: Memory;
  afterEvents: Memory;
  others: number;
}

export interface Memory {
  /** Live objects and buffers of Node.js. */
  heap: number;
  /** Physical memory of the processes. */
  resident: number;
}

export interface FanoutReport {
  figures: FanoutFigures[];
  /** Why figures are missing. */
  missing: string[];
}

const WANTED_SUBSCRIBERS = 5_000;
/** Sockets that the gateway opens itself, and files. */
const OTHER_FILES = 500;
const SUBSCRIBER_PROCESSES = 2;
const FIRST_SUBSCRIBERS = 10;
const WARM_UP_EVENTS = 3;
const EVENTS = 12;
/** Numbers of warm-up events, some of which may get lost, stay below. */
const FIRST_EVENT = 1_000;
export const EVENT_MS = 30_000;
/** Between events, so that one does not pay for the other's garbage. */
const PAUSE_MS = 100;
/** A process that takes less than this share of a core in that time is idle. */
const IDLE_SHARE = 0.1;
const IDLE_SAMPLE_MS = 500;
const IDLE_MS = 120_000;

/** One event after the other to all subscribers of a gateway, ours and Hive's in turn, from one NATS server and the same subgraphs. */
export async function benchFanout(setting: BenchSetting): Promise<FanoutReport> {
  if (!onPath('nats-server'))
    return { figures: [], missing: ['Skipped: nats-server was not found (Debian: apt-get install nats-server).'] };
  const subscribers = Math.min(WANTED_SUBSCRIBERS, openFileLimit() - OTHER_FILES);
  if (subscribers < WANTED_SUBSCRIBERS)
    setting.say(
      `A process may open ${openFileLimit()} files here (ulimit -Hn): ${subscribers} subscribers instead of ${WANTED_SUBSCRIBERS}.`,
    );
  await using nats = await startNats();
  const files = { liveSupergraph: join(setting.folder, 'live.graphql'), supergraph: join(setting.folder, 'shop.graphql') };
  const { urls } = setting.shop;
  const compose = (shop: readonly { name: string; typeDefs: string }[]) =>
    composeSupergraph(shop.map(({ name, typeDefs }) => ({ name, url: urls[name] ?? '', sdl: typeDefs }))).sdl;
  writeFileSync(files.liveSupergraph, compose(LIVE_SHOP));
  writeFileSync(files.supergraph, compose(SHOP));
  const fanouts: Fanout[] = [];
  const missing: string[] = [];
  for (const gateway of [OURS, THEIRS]) {
    const [port, inspectorPort] = [await freePort(), await freePort()];
    const folder = join(setting.folder, String(port));
    const { landing } = setting.shop;
    mkdirSync(folder);
    try {
      fanouts.push(
        await fanOut(gateway, { ...setting, ...files, natsUrl: nats.url, port, inspectorPort, landing, folder, count: subscribers }),
      );
    } catch (error) {
      missing.push(`${gateway.name} was not measured: ${(error as Error).message}`);
      setting.say(missing.at(-1) ?? '');
    }
  }
  sameData(fanouts);
  return { figures: fanouts.map(({ figures }) => figures), missing };
}

type FanoutSetting = BenchSetting & LivePlace & { count: number };

interface Fanout {
  figures: FanoutFigures;
  /** What a subscriber got, by event; undefined for those that did not reach everybody. */
  data: Map<number, string | undefined>;
}

async function fanOut(gateway: LiveGateway, setting: FanoutSetting): Promise<Fanout> {
  const { port, inspectorPort, natsUrl, count, shop, say } = setting;
  await using running = await runProcess(gateway.launch(setting), () => answersQueries(port));
  await using publisher = await gateway.openPublisher(natsUrl);
  await using subscribers = new Subscribers(SUBSCRIBER_PROCESSES);
  const url = `ws://127.0.0.1:${port}/graphql`;
  const events = new Events(publisher, subscribers);
  await subscribers.open(url, PRODUCT_SUBSCRIPTION, FIRST_SUBSCRIBERS);
  await idle(running.pid);
  await events.warmUp(WARM_UP_EVENTS);
  const before = await memoryOf(running, inspectorPort);
  say(`${gateway.name}: connecting ${count} subscribers …`);
  await subscribers.open(url, PRODUCT_SUBSCRIPTION, count - FIRST_SUBSCRIBERS);
  await idle(running.pid);
  const subscribed = await memoryOf(running, inspectorPort);
  await events.warmUp(WARM_UP_EVENTS);

  const asked = await shop.requests();
  const watch = new CpuWatch(running.pid);
  const times: number[] = [];
  const data: Fanout['data'] = new Map();
  for (let event = 0; event < EVENTS; event++) {
    const delivery = await events.publish(FIRST_EVENT + event);
    if (delivery) times.push(delivery.milliseconds);
    else say(await events.notReached(FIRST_EVENT + event));
    data.set(event, delivery?.data);
    await delay(PAUSE_MS);
  }
  const { milliseconds, others } = watch.read();
  const subgraphRequests = ((await shop.requests()) - asked) / EVENTS;
  const after = await memoryOf(running, inspectorPort);
  times.sort((a, b) => a - b);
  const each = ({ heap, resident }: Memory): Memory => ({
    heap: (heap - before.heap) / (count - FIRST_SUBSCRIBERS),
    resident: (resident - before.resident) / (count - FIRST_SUBSCRIBERS),
  });
  const figures: FanoutFigures = {
    gateway: gateway.name,
    subscribers: count,
    events: EVENTS,
    lost: EVENTS - times.length,
    median: medianOf(times),
    worst: times.at(-1) ?? NaN,
    cpu: milliseconds / EVENTS,
    subgraphRequests,
    subscribed: each(subscribed),
    afterEvents: each(after),
    others,
  };
  say(
    `${gateway.name}: ${figures.median.toFixed(0)} ms to the last of ${count} (worst ${figures.worst.toFixed(0)}), ${figures.lost} of ${EVENTS} events lost, ${figures.cpu.toFixed(0)} ms CPU per event`,
  );
  return { figures, data };
}

interface Delivery {
  milliseconds: number;
  data: string;
}

function medianOf(sorted: readonly number[]): number {
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? NaN) + (sorted[Math.ceil(middle)] ?? NaN)) / 2;
}

/** Numbered events, each published when the last subscriber has had the one before. */
class Events {
  readonly #publisher: Publisher;
  readonly #subscribers: Subscribers;
  #warmUps = 0;

  constructor(publisher: Publisher, subscribers: Subscribers) {
    this.#publisher = publisher;
    this.#subscribers = subscribers;
  }

  /** Publishes until so many in a row have reached everybody: nothing else tells that the gateway delivers to all of them. */
  async warmUp(inARow: number): Promise<void> {
    let lost = 0;
    for (let reached = 0; reached < inARow;) {
      const event = ++this.#warmUps;
      if (await this.publish(event)) reached++;
      else if (++lost > inARow) throw new Error(await this.notReached(event));
      else reached = 0;
    }
  }

  /** Resolves when the last subscriber has the event, or with undefined where that takes too long. */
  async publish(event: number): Promise<Delivery | undefined> {
    const begun = monotonicNow();
    const [receipt] = await Promise.all([this.#subscribers.received(event, EVENT_MS), this.#publisher.publish(productEvent(event))]);
    return receipt && { milliseconds: receipt.at - begun, data: receipt.data };
  }

  async notReached(event: number): Promise<string> {
    return `Event ${event} reached only ${await this.#subscribers.reached(event)} subscribers within ${EVENT_MS / 1_000} s.`;
  }
}

/** Resolves when the process has worked off what clients sent: some gateways do not say when a subscription is in place. */
async function idle(pid: number): Promise<void> {
  const spent = async () => {
    const before = cpuMilliseconds(pid);
    await delay(IDLE_SAMPLE_MS);
    return (cpuMilliseconds(pid) - before) / IDLE_SAMPLE_MS;
  };
  await waitFor(async () => (await spent()) < IDLE_SHARE, { timeout: IDLE_MS, what: 'the gateway to be idle' });
}

/** Throws where the gateways delivered different data for an event that both delivered. */
function sameData([ours, theirs]: readonly Fanout[]): void {
  for (const [event, data] of ours?.data ?? []) {
    const other = theirs?.data.get(event);
    if (data !== undefined && other !== undefined && data !== other)
      throw new Error(`The gateways deliver different data for the same event:\n${data}\n${other}`);
  }
}

async function memoryOf(running: Running, inspectorPort: number): Promise<Memory> {
  const heap = await liveHeap(inspectorPort);
  return { heap, resident: residentBytes(processTree(running.pid)) };
}

async function answersQueries(port: number): Promise<boolean> {
  const body = JSON.stringify({ query: '{ me { id } }' });
  const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${tokenOf(0)}` },
    body,
  });
  return response.ok && (await response.text()).includes('"me":{');
}
