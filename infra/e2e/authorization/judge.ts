import type { Action } from '@wissil/platform/auth';
import type { GraphAnswer, GraphError } from '@wissil/testkit';
import { getNamedType, isEnumType } from 'graphql';
import type { Actor } from './actors.ts';
import type { Contract } from './contract.ts';
import type { Asked } from './generated-selection.ts';

/** Ids, names of people, addresses, code: single words may stand anywhere, as in the name of an action. */
const TELLING = /^(?=.*[\d\s@]).{8,}$/s;

/** Of a list; each is judged like the others. */
const MOST_ITEMS = 5;

type Data = Record<string, unknown> | null;

/** Compares what came with what may come. */
export class Judge {
  readonly faults: string[] = [];
  /** Fields judged, over all callers. */
  cases = 0;
  /** `Type.field` that somebody was shown, be it null. */
  readonly seen = new Set<string>();
  /** `Type.field` whose refusal cost somebody what holds it, which they may see. */
  readonly lost = new Set<string>();
  /** An id of each type that has been seen. */
  readonly ids = new Map<string, string>();
  readonly #contract: Contract;
  /** Of each telling text that an administrator has seen: what one of its places needs, for each place. */
  readonly #places = new Map<string, Set<string>>();

  constructor(contract: Contract) {
    this.#contract = contract;
  }

  /** What somebody sees who may see everything. */
  learn(asked: Asked, { data }: GraphAnswer<Data>): void {
    this.#learn(asked, data?.[asked.field.name], []);
  }

  /** The answer to one root field. */
  judge(actor: Actor, asked: Asked, { data, errors = [] }: GraphAnswer<Data>): void {
    const { name } = asked.field;
    const refused = new Map<string, GraphError>(errors.map((error) => [placeOf(error.path ?? []), error]));
    if (data === undefined || data === null) return this.#fault(actor, name, `nothing came: ${JSON.stringify(errors)}`);
    this.#judge(actor, asked, { value: data[name], path: [name], refused });
    for (const [place, error] of refused) this.#fault(actor, place, `an error that is no refusal of a field: ${JSON.stringify(error)}`);
    // What one sees of oneself, others see under other permissions.
    if (name !== 'viewer') this.#judgeTexts(actor, name, { values: textsIn(data), said: errors.map(({ message }) => message).join(' ') });
  }

  #judge(actor: Actor, asked: Asked, at: { value: unknown; path: (number | string)[]; refused: Map<string, GraphError> }): void {
    const { value, path, refused } = at;
    this.cases += 1;
    const missing = this.#contract.needs(asked.parent, asked.field).filter((action) => !actor.permissions.has(action));
    const place = placeOf(path);
    const error = refused.get(place);
    if (missing.length > 0) {
      refused.delete(place);
      const named = error?.extensions?.['permission'];
      if (value !== null) this.#fault(actor, place, `came without ${missing.join(', ')}: ${JSON.stringify(value)?.slice(0, 100)}`);
      if (error?.extensions?.['code'] !== 'FORBIDDEN' || !missing.includes(named as Action))
        this.#fault(actor, place, `was not refused for ${missing.join(', ')}: ${JSON.stringify(error)}`);
      return;
    }
    if (value === undefined) return this.#fault(actor, place, 'is not in the answer');
    this.seen.add(`${asked.parent}.${asked.field.name}`);
    if (value === null) return this.#lose(actor, asked, { path, refused });
    const items = Array.isArray(value)
      ? value.slice(0, MOST_ITEMS).map((item: unknown, index) => [item, [...path, index]] as const)
      : [[value, path] as const];
    for (const [item, itemPath] of items) {
      for (const below of asked.below)
        this.#judge(actor, below, { value: (item as Record<string, unknown>)[below.alias], path: [...itemPath, below.alias], refused });
    }
  }

  /** What is allowed and null, because something in it that is denied must not be null. */
  #lose(actor: Actor, asked: Asked, { path, refused }: { path: readonly (number | string)[]; refused: Map<string, GraphError> }): void {
    for (const [place, error] of refused) {
      if (!place.startsWith(`${placeOf(path)}.`)) continue;
      const below = (error.path ?? []).slice(path.length).filter((step) => typeof step === 'string');
      const denied = below.reduce<Asked | undefined>((at, alias) => at?.below.find((each) => each.alias === alias), asked);
      if (denied === undefined || this.#contract.needs(denied.parent, denied.field).every((action) => actor.permissions.has(action)))
        continue;
      refused.delete(place);
      this.lost.add(`${denied.parent}.${denied.field.name}`);
    }
  }

  #judgeTexts(actor: Actor, place: string, { values, said }: { values: ReadonlySet<string>; said: string }): void {
    for (const [text, places] of this.#places) {
      if ([...places].some((needs) => needs.split(' ').every((action) => action === '' || actor.permissions.has(action as Action))))
        continue;
      if (values.has(text) || said.includes(text)) this.#fault(actor, place, `holds “${text}”, which needs ${[...places].join(' or ')}`);
    }
  }

  #learn(asked: Asked, value: unknown, above: readonly string[]): void {
    const needs = [...above, ...this.#contract.needs(asked.parent, asked.field)];
    const type = getNamedType(asked.field.type);
    for (const item of Array.isArray(value) ? value : [value]) {
      if (typeof item === 'string' && asked.field.name === 'id') this.ids.set(asked.parent, this.ids.get(asked.parent) ?? item);
      if (typeof item === 'string' && TELLING.test(item) && !isEnumType(type)) {
        const places = this.#places.get(item) ?? new Set();
        this.#places.set(item, places.add([...new Set(needs)].join(' ')));
      }
      if (typeof item === 'object' && item !== null)
        for (const below of asked.below) this.#learn(below, (item as Record<string, unknown>)[below.alias], needs);
    }
  }

  #fault({ who }: Actor, place: string, what: string): void {
    this.faults.push(`${who}: ${place} ${what}`.slice(0, 400));
  }
}

function textsIn(value: unknown): Set<string> {
  const texts = new Set<string>();
  JSON.stringify(value, (_name, each: unknown) => {
    if (typeof each === 'string') texts.add(each);
    return each;
  });
  return texts;
}

function placeOf(path: readonly (number | string)[]): string {
  return path.join('.');
}
