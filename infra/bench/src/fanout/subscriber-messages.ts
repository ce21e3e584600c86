/** What the benchmark tells a process of subscribers. */
export type SubscriberOrder = ({ type: 'open' } & OpenSubscribers) | { type: 'count'; event: number };

export interface OpenSubscribers {
  url: string;
  query: string;
  count: number;
}

/** What a process of subscribers tells the benchmark. */
export type SubscriberReport =
  | { type: 'opened' }
  /** All of them have the event. */
  | {
      type: 'received';
      event: number;
      /** Monotonic milliseconds, the same clock in all processes of a machine, of the last. */
      at: number;
      /** The `data` that the first of them got, as JSON. */
      data: string;
    }
  /** So many have it so far. */
  | { type: 'counted'; event: number; clients: number }
  | { type: 'failed'; reason: string };
