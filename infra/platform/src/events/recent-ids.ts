const kept = 1_024;

/** The last 1,024 ids, to tell a repeated publish in a live subscription. */
export class RecentIds {
  readonly #ids = new Set<string>();

  /** False where the id is known. */
  add(id: string): boolean {
    if (this.#ids.has(id)) return false;
    this.#ids.add(id);
    if (this.#ids.size > kept) this.#ids.delete(this.#ids.values().next().value as string);
    return true;
  }
}
