import type { Caller, Credential, IdentityChange } from '@wissil/platform/auth';
import { WissilError } from '@wissil/platform/errors';
import type { Logger } from '../logger.ts';
import type { GatewayIdentities } from './gateway-identities.ts';

/** Something that stays open for a caller. Its methods never throw and never wait. */
export interface LiveConnection {
  /** The caller is not what it was: another role, other scopes, another name. */
  renew(caller: Caller): void;
  /** @param error UNAUTHENTICATED where the credential is not good any more, UNAVAILABLE where that cannot be found out for too long */
  end(error: WissilError): void;
}

export interface LiveIdentitiesOptions {
  client: Pick<GatewayIdentities['client'], 'identify' | 'onChange'>;
  /** How often each credential is looked at again. Together with the 2 s for which the client remembers, less than the 5 s of a revocation. */
  everyMs: number;
  logger: Logger;
  now?: () => number;
}

/** One credential, used from one address, and what is open with it. */
interface Watched {
  readonly key: string;
  readonly credential: Credential;
  readonly connections: Set<LiveConnection>;
  readonly slot: Set<Watched>;
  caller: Caller;
  confirmedAt: number;
  /** The bus said that something has changed, and LANDING has not said what. */
  changed: boolean;
  checking: boolean;
}

/** The looks are spread: thousands of credentials are asked about in so many portions. */
const SLOTS = 10;
/** As long as the identity client itself goes on with callers that it cannot ask about. */
const UNCONFIRMED_MS = 10 * 60_000;

/** Looks at who is behind each open connection again, when the bus says so and regularly: a revocation ends what is open within 5 s. */
export class LiveIdentities {
  readonly #options: LiveIdentitiesOptions;
  readonly #now: () => number;
  readonly #watched = new Map<string, Watched>();
  readonly #slots: readonly Set<Watched>[] = Array.from({ length: SLOTS }, () => new Set<Watched>());
  readonly #timer: NodeJS.Timeout;
  readonly #stopListening: () => void;
  #turn = 0;

  constructor(options: LiveIdentitiesOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
    this.#stopListening = options.client.onChange((change) => this.#changed(change));
    this.#timer = setInterval(() => this.#look(), options.everyMs / SLOTS);
    this.#timer.unref();
  }

  /** How many credentials are looked at. */
  get size(): number {
    return this.#watched.size;
  }

  /** From now on the connection is told what becomes of its caller. Returns how to stop. */
  watch(credential: Credential, caller: Caller, connection: LiveConnection): () => void {
    const key = `${credential.kind} ${credential.secret} ${caller.address}`;
    const watched = this.#watched.get(key) ?? this.#begin(key, credential, caller);
    watched.connections.add(connection);
    // Others of the credential may have been told of a change that this request was authenticated before, or after.
    if (watched.caller !== caller) void this.#check(watched).then(() => this.#adopt(watched, caller, connection));
    return () => {
      if (watched.connections.delete(connection) && watched.connections.size === 0) this.#forget(watched);
    };
  }

  close(): void {
    clearInterval(this.#timer);
    this.#stopListening();
  }

  #begin(key: string, credential: Credential, caller: Caller): Watched {
    const slot = this.#slots.reduce((smallest, each) => (each.size < smallest.size ? each : smallest));
    const connections = new Set<LiveConnection>();
    const watched = { key, credential, connections, slot, caller, confirmedAt: this.#now(), changed: false, checking: false };
    this.#watched.set(key, watched);
    slot.add(watched);
    return watched;
  }

  #forget(watched: Watched): void {
    if (this.#watched.get(watched.key) === watched) this.#watched.delete(watched.key);
    watched.slot.delete(watched);
  }

  #look(): void {
    this.#turn = (this.#turn + 1) % SLOTS;
    for (const watched of this.#slots[this.#turn] ?? []) if (!watched.checking) void this.#check(watched);
  }

  #changed({ subject, credential }: IdentityChange): void {
    for (const watched of this.#watched.values()) {
      const { caller } = watched;
      if (caller.subject !== subject || (credential !== undefined && caller.credential !== credential)) continue;
      watched.changed = true;
      void this.#check(watched);
    }
  }

  async #check(watched: Watched): Promise<void> {
    watched.checking = true;
    try {
      const caller = await this.#options.client.identify(watched.credential, watched.caller.address);
      watched.confirmedAt = this.#now();
      watched.changed = false;
      if (caller === watched.caller) return;
      watched.caller = caller;
      for (const connection of [...watched.connections]) connection.renew(caller);
    } catch (error) {
      this.#failed(watched, error);
    } finally {
      watched.checking = false;
    }
  }

  /** A connection whose caller was established apart from the others'. */
  #adopt(watched: Watched, caller: Caller, connection: LiveConnection): void {
    if (watched.connections.has(connection) && watched.caller !== caller) connection.renew(watched.caller);
  }

  #failed(watched: Watched, error: unknown): void {
    const refused = error instanceof WissilError && error.code === 'UNAUTHENTICATED';
    if (!refused) {
      this.#options.logger.warn({ err: error, credential: watched.caller.credential }, 'an open connection could not be looked at again');
      // Nobody can revoke anything either while LANDING is away; what the bus has told of is revoked already, for all that is known.
      if (!watched.changed && this.#now() - watched.confirmedAt < UNCONFIRMED_MS) return;
    }
    this.#forget(watched);
    const connections = [...watched.connections];
    watched.connections.clear();
    const reason = error instanceof WissilError ? error : new WissilError('UNAVAILABLE', 'Who you are cannot be found out at the moment.');
    for (const connection of connections) connection.end(reason);
  }
}
