import { type Helper, runHelper } from '../machine/run-process.ts';
import type { SubscriberOrder, SubscriberReport } from './subscriber-messages.ts';

export interface Receipt {
  /** Monotonic milliseconds at which the last subscriber had the event. */
  at: number;
  /** What they got, as JSON. */
  data: string;
}

const OPEN_MS = 180_000;

/** Subscribers in processes of their own, so that the gateway's CPU is measured alone. */
export class Subscribers implements AsyncDisposable {
  readonly #helpers: Helper[];
  readonly #reports: { from: Helper; report: SubscriberReport }[] = [];
  #failure: Error | undefined;
  #look: () => void = () => {};

  constructor(processes: number) {
    this.#helpers = Array.from({ length: processes }, () => runHelper(new URL('./subscriber-process.ts', import.meta.url)));
    for (const helper of this.#helpers) {
      helper.process.on('message', (report: SubscriberReport) => {
        if (report.type === 'failed') this.#failure ??= new Error(report.reason);
        else this.#reports.push({ from: helper, report });
        this.#look();
      });
      helper.process.once('exit', () => {
        this.#failure ??= new Error('a process of subscribers has ended');
        this.#look();
      });
    }
  }

  /** Connects and subscribes so many more, spread evenly over the processes. Whether the gateway is ready to deliver to them, it does not say. */
  async open(url: string, query: string, count: number): Promise<void> {
    this.#reports.length = 0;
    const share = Math.ceil(count / this.#helpers.length);
    for (const [index, helper] of this.#helpers.entries()) {
      helper.process.send({
        type: 'open',
        url,
        query,
        count: Math.max(0, Math.min(share, count - index * share)),
      } satisfies SubscriberOrder);
    }
    await this.#fromAll((report) => report.type === 'opened', OPEN_MS);
  }

  /** Resolves when the last of all has the event; with undefined where that takes longer than `timeoutMs`. */
  async received(event: number, timeoutMs: number): Promise<Receipt | undefined> {
    const reports = await this.#fromAll((report) => report.type === 'received' && report.event === event, timeoutMs).catch(
      (error: unknown) => {
        if (error instanceof TimedOut) return undefined;
        throw error;
      },
    );
    const receipts = reports?.filter((report) => report.type === 'received');
    const [first] = receipts ?? [];
    return receipts && first && { at: Math.max(...receipts.map(({ at }) => at)), data: first.data };
  }

  /** How many have the event so far. */
  async reached(event: number): Promise<number> {
    for (const helper of this.#helpers) helper.process.send({ type: 'count', event } satisfies SubscriberOrder);
    const reports = await this.#fromAll((report) => report.type === 'counted' && report.event === event, OPEN_MS);
    return reports.reduce((sum, report) => sum + (report.type === 'counted' ? report.clients : 0), 0);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#helpers.map((helper) => helper[Symbol.asyncDispose]()));
  }

  #fromAll(wanted: (report: SubscriberReport) => boolean, timeoutMs: number): Promise<SubscriberReport[]> {
    const { promise, resolve, reject } = Promise.withResolvers<SubscriberReport[]>();
    const timer = setTimeout(() => reject(new TimedOut(`the subscribers did not say so within ${timeoutMs} ms`)), timeoutMs);
    this.#look = () => {
      if (this.#failure) return reject(this.#failure);
      const found = this.#helpers.map((helper) => this.#reports.find(({ from, report }) => from === helper && wanted(report))?.report);
      if (found.every((report) => report !== undefined)) resolve(found);
    };
    this.#look();
    return promise.finally(() => {
      clearTimeout(timer);
      this.#look = () => {};
    });
  }
}

class TimedOut extends Error {}
