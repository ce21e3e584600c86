import DataLoader from 'dataloader';
import type { AuditTrail } from '../audit/index.ts';
import type { Action, Caller } from '../auth/index.ts';
import type { ErrorCode } from '../errors/index.ts';
import type { Logger } from '../logging/index.ts';

/** What every resolver can rely on, whichever way the request came. */
export interface RequestContext {
  caller: Caller;
  requestId: string;
  logger: Logger;
  signal: AbortSignal | undefined;
  loaders: Loaders;
  audit: AuditTrail;
  /** Puts on the audit record that a field was not shown; what one request is denied in one turn is one entry. */
  denied(field: string, action: Action, code: ErrorCode): Promise<void>;
}

/** The batching loaders of one request, created when first asked for. */
export class Loaders {
  readonly #loaders = new Map<string, DataLoader<unknown, unknown>>();

  /**
   * Loads by key in one call per tick and distinct `name`. `load` answers in the order of its keys.
   * Names hold everything but the key that the answer depends on, arguments of a page for example.
   */
  one<Key, Value>(name: string, key: Key, load: (keys: readonly Key[]) => Promise<readonly Value[]>): Promise<Value> {
    let loader = this.#loaders.get(name);
    if (!loader) {
      loader = new DataLoader((keys) => load(keys as readonly Key[]) as Promise<readonly unknown[]>);
      this.#loaders.set(name, loader);
    }
    return loader.load(key) as Promise<Value>;
  }
}
