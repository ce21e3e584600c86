import { randomUUID } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Caller } from '../auth/caller.ts';
import { WissilError } from '../errors/index.ts';
import type { Logger } from '../logging/index.ts';
import {
  AUDIT_BEGUN,
  AUDIT_ENDED,
  AUDIT_NOTED,
  type AuditActor,
  type AuditBegun,
  type AuditEnded,
  type AuditNoted,
  type AuditOutcome,
} from './audit-record.ts';
import { summariseInput } from './summarise-input.ts';

/** Keeps a record for delivery to LANDING: in the outbox of a subgraph, or on the bus. Resolves when it is durable. */
export type AuditSink = (event: { subject: string; payload: unknown }) => Promise<unknown>;

/** What is the same for everything that one request does. */
export interface AuditedRequest {
  caller: Caller;
  requestId: string;
}

export interface Attempt {
  operation: string;
  permission?: string;
  target?: string;
  detail?: Record<string, unknown>;
}

/** Nobody in particular can fill the log: of one address, so many denied attempts without an identity are kept in a minute. */
const ANONYMOUS_DENIALS = 10;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** What one system tells the audit log (AUTH-6). */
export class AuditTrail {
  readonly #system: string;
  readonly #sink: AuditSink;
  readonly #logger: Logger;
  readonly #anonymous = new LRUCache<string, { kept: number }>({ max: 10_000, ttl: MINUTE_MS });

  readonly #series = new LRUCache<string, true>({ max: 10_000, ttl: HOUR_MS });

  /** @param system the subsystem, or `gateway` */
  constructor(system: string, sink: AuditSink, logger: Logger) {
    this.#system = system;
    this.#sink = sink;
    this.#logger = logger;
  }

  /**
   * Runs a change with its attempt on record before it and its outcome after it: if the server dies in between, the log says UNKNOWN.
   * @throws what `change` throws, and whatever keeps the attempt from being recorded; then the change has not begun
   */
  async around<Result>(
    request: AuditedRequest,
    attempt: Attempt & { input?: unknown },
    change: () => Promise<Result> | Result,
  ): Promise<Result> {
    const { input, ...rest } = attempt;
    const begun = this.#record(request, {
      target: targetOf(input),
      ...(input === undefined ? {} : { detail: summariseInput(input) }),
      ...rest,
    });
    await this.#sink({ subject: AUDIT_BEGUN, payload: begun });
    try {
      const result = await change();
      await this.#end({ id: begun.id, outcome: 'SUCCEEDED', ...targetField(targetOf(result)) });
      return result;
    } catch (error) {
      const outcome: AuditOutcome = !(error instanceof WissilError) ? 'FAILED' : error.code === 'FORBIDDEN' ? 'DENIED' : 'REFUSED';
      await this.#end({ id: begun.id, outcome, code: error instanceof WissilError ? error.code : 'INTERNAL_SERVER_ERROR' });
      throw error;
    }
  }

  /** As `around`, and once an hour for what the same credential does to the same thing in many small steps (`series` of a mutation). */
  async inSeries<Result>(
    request: AuditedRequest,
    { series, ...attempt }: Attempt & { input?: unknown; series: string },
    change: () => Promise<Result> | Result,
  ): Promise<Result> {
    const { subject, credential } = request.caller;
    const key = JSON.stringify([subject, credential, attempt.operation, series]);
    if (this.#series.has(key)) return change();
    const result = await this.around(request, attempt, change);
    this.#series.set(key, true);
    return result;
  }

  /** Something that has already happened, or that was not let happen. */
  async note(request: AuditedRequest, attempt: Attempt & { outcome: AuditOutcome; code?: string }): Promise<void> {
    const { outcome, code, ...rest } = attempt;
    if (outcome === 'DENIED' && request.caller.kind === 'anonymous' && !this.#keepsAnonymous(request.caller.address)) return;
    const noted: AuditNoted = { ...this.#record(request, rest), outcome, ...(code === undefined ? {} : { code }) };
    await this.#sink({ subject: AUDIT_NOTED, payload: noted });
  }

  /** The change is made, or not, and its caller hears of that: an end that cannot be recorded stands in the log as UNKNOWN. */
  async #end(ended: AuditEnded): Promise<void> {
    try {
      await this.#sink({ subject: AUDIT_ENDED, payload: ended });
    } catch (error) {
      this.#logger.error({ err: error, attempt: ended.id, outcome: ended.outcome }, 'the end of an attempt is not on the audit record');
    }
  }

  #record({ caller, requestId }: AuditedRequest, attempt: Attempt): AuditBegun {
    const { target, ...rest } = attempt;
    return {
      id: randomUUID(),
      at: new Date().toISOString(),
      actor: actorOf(caller),
      address: caller.address,
      requestId,
      system: this.#system,
      ...rest,
      ...targetField(target),
    };
  }

  #keepsAnonymous(address: string): boolean {
    const seen = this.#anonymous.get(address) ?? { kept: 0 };
    if (seen.kept >= ANONYMOUS_DENIALS) return false;
    seen.kept += 1;
    if (seen.kept === 1) this.#anonymous.set(address, seen);
    return true;
  }
}

function actorOf({ kind, subject, name, role, credential, credentialName }: Caller): AuditActor {
  return {
    kind,
    subject,
    name,
    credential,
    ...(role === undefined ? {} : { role }),
    ...(credentialName === undefined ? {} : { credentialName }),
  };
}

function targetField(target: string | undefined): { target?: string } {
  return target === undefined ? {} : { target };
}

const LONGEST_TARGET = 200;

/** What an input or a result is about: the first of the members by which things are named. */
function targetOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  for (const member of ['id', 'path', 'slug', 'email', 'name']) {
    const name: unknown = (value as Record<string, unknown>)[member];
    if (typeof name === 'string' && name !== '') return name.slice(0, LONGEST_TARGET);
  }
  return undefined;
}
