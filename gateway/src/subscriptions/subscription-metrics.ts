import { Counter, DURATION_BUCKETS, Gauge, Histogram, type Registry } from '@wissil/platform/metrics';

/** What is counted while events run; the registry reads it when it is scraped. */
export interface SubscriptionMetrics {
  /** Events taken by groups: one event for three groups counts three times. */
  events: number;
  completions: number;
  /** Completions whose result carries errors. */
  failedCompletions: number;
  /** `next` messages of subscriptions written to clients. */
  deliveries: number;
  slowConsumers: number;
  deadPeers: number;
  completionSeconds: Histogram;
}

/** What there is at the moment. */
export interface SubscriptionGauges {
  sockets: number;
  eventStreams: number;
  subscribers: number;
  groups: number;
  subjects: number;
  /** Subjects whose events do not arrive yet. */
  opening: number;
  /** Sessions and access tokens behind open connections. */
  credentials: number;
}

type CounterName = Exclude<keyof SubscriptionMetrics, 'completionSeconds'>;

const COUNTERS: Record<CounterName, { name: string; help: string }> = {
  events: { name: 'events_total', help: 'Events taken, once per group of equal subscriptions' },
  completions: { name: 'completions_total', help: 'Events whose selection was completed' },
  failedCompletions: { name: 'failed_completions_total', help: 'Completions whose result carries errors' },
  deliveries: { name: 'deliveries_total', help: 'Results written to subscribers' },
  slowConsumers: { name: 'slow_consumers_total', help: 'Clients dropped because they did not read' },
  deadPeers: { name: 'dead_peers_total', help: 'WebSockets dropped because they answered no ping' },
};

const GAUGES: Record<keyof SubscriptionGauges, string> = {
  sockets: 'Open WebSockets',
  eventStreams: 'Open event streams',
  subscribers: 'Running subscriptions of clients',
  groups: 'Groups of equal subscriptions',
  subjects: 'Subjects listened to at the event source',
  opening: 'Subjects that the event source has not confirmed yet',
  credentials: 'Sessions and access tokens behind open connections, looked at again all the time',
};

export function createSubscriptionMetrics(registry: Registry, readGauges: () => SubscriptionGauges): SubscriptionMetrics {
  const registers = [registry];
  const metrics: SubscriptionMetrics = {
    events: 0,
    completions: 0,
    failedCompletions: 0,
    deliveries: 0,
    slowConsumers: 0,
    deadPeers: 0,
    completionSeconds: new Histogram({
      name: `${PREFIX}completion_seconds`,
      help: 'From an event to its completed selection',
      buckets: DURATION_BUCKETS,
      registers,
    }),
  };
  for (const [key, { name, help }] of entries(COUNTERS)) {
    new Counter({
      name: PREFIX + name,
      help,
      registers,
      collect() {
        this.reset();
        this.inc(metrics[key]);
      },
    });
  }
  for (const [key, help] of entries(GAUGES)) {
    new Gauge({
      name: PREFIX + key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      help,
      registers,
      collect() {
        this.set(readGauges()[key]);
      },
    });
  }
  return metrics;
}

const PREFIX = 'wissil_gateway_subscription_';

function entries<Key extends string, Value>(record: Record<Key, Value>): [Key, Value][] {
  return Object.entries(record) as [Key, Value][];
}
