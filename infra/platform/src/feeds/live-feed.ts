/**
 * The live-feed port: high-rate messages that may be missed (log lines, progress, HMR mirrors), delivered at most once.
 * The embedded adapter uses PostgreSQL's NOTIFY, the real one Redis pub/sub; both pass one contract test suite.
 */
export interface LiveFeed {
  /** `message` is JSON-serialisable, at most 256 KiB of JSON. */
  publish(channel: string, message: unknown): Promise<void>;
  /**
   * Messages from the moment that the promise resolves. A slow reader keeps at most 1,000 messages: then the oldest are dropped, and
   * `onDropped` is told how many. Ends when the signal aborts.
   */
  subscribe(channel: string, options: { signal: AbortSignal; onDropped?(count: number): void }): Promise<AsyncIterable<unknown>>;
  ping(): Promise<void>;
  close(): Promise<void>;
}
