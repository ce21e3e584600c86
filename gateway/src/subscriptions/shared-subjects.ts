import type { Subscription } from '@wissil/platform/events';
import type { Logger } from '../logger.ts';
import type { EventSource } from './event-source.ts';

type Receive = (payload: unknown) => void;

export interface SubjectListener {
  /** Resolves when events arrive; rejects when the source could not be reached within the deadline. */
  ready: Promise<void>;
  close(): void;
}

interface OpenSubject {
  listeners: Set<Receive>;
  opening: Promise<Subscription>;
}

/** One subscription at the source per subject, however many listen to it; it is stopped with the last of them. */
export class SharedSubjects {
  readonly #source: EventSource;
  readonly #logger: Logger;
  readonly #deadlineMs: number;
  readonly #subjects = new Map<string, OpenSubject>();
  readonly #stopping = new Set<Promise<void>>();
  #opening = 0;

  constructor(options: { source: EventSource; logger: Logger; deadlineMs: number }) {
    this.#source = options.source;
    this.#logger = options.logger;
    this.#deadlineMs = options.deadlineMs;
  }

  get size(): number {
    return this.#subjects.size;
  }

  /** Subjects whose events do not arrive yet. */
  get opening(): number {
    return this.#opening;
  }

  listen(subject: string, receive: Receive): SubjectListener {
    const open = this.#subjects.get(subject) ?? this.#open(subject);
    open.listeners.add(receive);
    return {
      ready: open.opening.then(() => undefined),
      close: () => {
        if (!open.listeners.delete(receive) || open.listeners.size > 0) return;
        this.#forget(subject, open);
        this.#stop(subject, open.opening);
      },
    };
  }

  /** Resolves when everything that was closed has stopped at the source. */
  async stopped(): Promise<void> {
    await Promise.all(this.#stopping);
  }

  #open(subject: string): OpenSubject {
    const listeners = new Set<Receive>();
    const subscribing = Promise.resolve().then(() =>
      this.#source.open(subject, (payload) => {
        for (const receive of listeners) receive(payload);
      }),
    );
    this.#opening++;
    const opening = this.#within(subject, subscribing).finally(() => this.#opening--);
    const open: OpenSubject = { listeners, opening };
    opening.catch((error: unknown) => {
      // The next listener tries again instead of inheriting the failure.
      this.#forget(subject, open);
      this.#logger.warn({ subject, err: error }, 'event source could not be opened');
    });
    this.#subjects.set(subject, open);
    return open;
  }

  #within(subject: string, subscribing: Promise<Subscription>): Promise<Subscription> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        // Should it open after all, it is of no use any more; nobody waits for that.
        subscribing.then((subscription) => subscription.stop()).catch(() => undefined);
        reject(new Error(`the event bus did not answer within ${this.#deadlineMs} ms`));
      }, this.#deadlineMs);
      subscribing.then(resolve, reject).finally(() => clearTimeout(timer));
    });
  }

  #forget(subject: string, open: OpenSubject): void {
    if (this.#subjects.get(subject) === open) this.#subjects.delete(subject);
  }

  #stop(subject: string, opening: Promise<Subscription>): void {
    const stopping = opening
      .then(
        (subscription) => subscription.stop(),
        // It never opened; whoever waited has been told.
        () => undefined,
      )
      .catch((error: unknown) => this.#logger.warn({ subject, err: error }, 'event source could not be stopped'))
      .finally(() => this.#stopping.delete(stopping));
    this.#stopping.add(stopping);
  }
}
