import { type Action, type Caller, isAction, isPersonal } from '@wissil/platform/auth';

export interface OperationActions {
  /** Of what the operation selects. */
  selected: ReadonlySet<string>;
  /** Of what is fetched for it beside that. */
  fetched: ReadonlySet<string>;
  /** Whether equal operations may be answered together at all. */
  sharable: boolean;
}

/** What an operation needs of its caller, and with whom it may share work. Computed once for each compiled operation. */
export class OperationPermissions {
  /** Of what the operation selects. A name that the permission table does not know is an action that nobody has. */
  readonly actions: readonly string[];
  readonly #all: readonly string[];
  readonly #personal: boolean;
  /** By the caller's set of permissions: everybody with a role has the same set. */
  readonly #holders = new WeakMap<ReadonlySet<Action>, boolean>();

  constructor({ selected, fetched, sharable }: OperationActions) {
    this.actions = [...selected].sort();
    this.#all = [...new Set([...selected, ...fetched])].sort();
    this.#personal = !sharable || this.#all.some((action) => !isAction(action) || isPersonal(action));
  }

  /** Whether the answer depends on who asks: nobody shares it with anybody. */
  get personal(): boolean {
    return this.#personal;
  }

  /** The first of the actions that the caller lacks. */
  missing(caller: Caller): string | undefined {
    return this.actions.find((action) => !caller.permissions.has(action as Action));
  }

  /**
   * Callers with an equal one share work for the operation: those with equal permissions, if they have all that it needs and the answer does
   * not depend on who asks. Everybody else is answered alone, so that a denied attempt is recorded for whoever made it.
   */
  scopeOf(caller: Caller): string {
    if (this.#personal) return caller.personalScope;
    let holdsAll = this.#holders.get(caller.permissions);
    if (holdsAll === undefined) {
      holdsAll = this.#all.every((action) => caller.permissions.has(action as Action));
      this.#holders.set(caller.permissions, holdsAll);
    }
    return holdsAll ? caller.scope : caller.personalScope;
  }

  /** Whether it makes the same difference between callers. */
  equals(other: OperationPermissions): boolean {
    return this.#personal === other.#personal && this.#all.join() === other.#all.join() && this.actions.join() === other.actions.join();
  }
}
