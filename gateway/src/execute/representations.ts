import type { FetchNode, QueryPlanFieldNode, QueryPlanSelectionNode } from '@apollo/query-planner';
import { isObjectType, type GraphQLSchema } from 'graphql';
import type { DataObject } from './execution-state.ts';
import { mergeInto } from './merge.ts';
import { applyRewrites, isOfType } from './rewrites.ts';

/** JSON of the representation that a fetch needs of an object; undefined when the object lacks a part of it. */
type RepresentationWriter = (object: DataObject) => string | undefined;

export interface Representation {
  readonly write: RepresentationWriter;
  /** A field whose string alone tells the objects' representations apart: cheaper to compare than the JSON. */
  readonly soleKey: string | undefined;
}

export function compileRepresentation(schema: GraphQLSchema, fetch: FetchNode): Representation {
  const requires = fetch.requires ?? [];
  const flat = fetch.inputRewrites === undefined ? flatWriter(schema, requires) : undefined;
  if (flat === undefined) return { write: generalWriter(schema, requires, fetch), soleKey: undefined };
  return { write: flat, soleKey: soleKeyOf(requires) };
}

/** Of a single type with a single field beside its name. */
function soleKeyOf(requires: readonly QueryPlanSelectionNode[]): string | undefined {
  const [fragment, another] = requires;
  if (another !== undefined || fragment?.kind !== 'InlineFragment') return undefined;
  const names = fragment.selections
    .flatMap((selection) => (selection.kind === 'Field' ? [responseNameOf(selection)] : []))
    .filter((name) => name !== '__typename');
  return names.length === 1 ? names[0] : undefined;
}

/** Nearly every fetch: for each concrete type a flat list of fields. Undefined where a selection is more than that. */
function flatWriter(schema: GraphQLSchema, requires: readonly QueryPlanSelectionNode[]): RepresentationWriter | undefined {
  const writers = new Map<unknown, RepresentationWriter>();
  for (const fragment of requires) {
    if (fragment.kind !== 'InlineFragment' || fragment.typeCondition === undefined || writers.has(fragment.typeCondition)) return undefined;
    if (!isObjectType(schema.getType(fragment.typeCondition))) return undefined;
    const names: string[] = [];
    for (const selection of fragment.selections) {
      if (selection.kind !== 'Field' || selection.selections !== undefined) return undefined;
      names.push(responseNameOf(selection));
    }
    if (names.some((name) => name in Object.prototype) || !names.includes('__typename')) return undefined;
    writers.set(
      fragment.typeCondition,
      compileFlat(
        fragment.typeCondition,
        names.filter((name) => name !== '__typename'),
      ),
    );
  }
  return (object) => writers.get(object['__typename'])?.(object);
}

/** Compiled for the inline caches of its property loads; the names come from the schema. */
function compileFlat(typeName: string, names: readonly string[]): RepresentationWriter {
  const loads = names
    .map((name, index) => `const f${String(index)}=v[${JSON.stringify(name)}];if(f${String(index)}===undefined)return undefined;`)
    .join('');
  const members = names.map((name, index) => `+${JSON.stringify(`,${JSON.stringify(name)}:`)}+S(f${String(index)})`).join('');
  const source = `"use strict";return function(v){${loads}return ${JSON.stringify(`{"__typename":${JSON.stringify(typeName)}`)}${members}+"}";}`;
  return new Function('S', source)(JSON.stringify) as RepresentationWriter;
}

function generalWriter(schema: GraphQLSchema, requires: readonly QueryPlanSelectionNode[], fetch: FetchNode): RepresentationWriter {
  return (object) => {
    const representation = select(schema, object, requires);
    if (representation === null || typeof representation['__typename'] !== 'string') return undefined;
    if (fetch.inputRewrites !== undefined) applyRewrites(schema, fetch.inputRewrites, representation);
    return JSON.stringify(representation);
  };
}

/** Null when a field is missing. */
function select(schema: GraphQLSchema, source: DataObject, selections: readonly QueryPlanSelectionNode[]): DataObject | null {
  const result: DataObject = {};
  for (const selection of selections) {
    if (selection.kind === 'Field') {
      const name = responseNameOf(selection);
      const value = Object.hasOwn(source, name) ? source[name] : undefined;
      if (value === undefined) return null;
      result[name] = selectValue(schema, value, selection.selections);
    } else if (
      selection.typeCondition !== undefined &&
      typeof source['__typename'] === 'string' &&
      isOfType(schema, source['__typename'], selection.typeCondition)
    ) {
      const part = select(schema, source, selection.selections);
      if (part !== null) mergeInto(result, part);
    }
  }
  return result;
}

function selectValue(schema: GraphQLSchema, value: unknown, selections: readonly QueryPlanSelectionNode[] | undefined): unknown {
  if (selections === undefined || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item: unknown) => selectValue(schema, item, selections));
  return select(schema, value as DataObject, selections);
}

function responseNameOf(field: QueryPlanFieldNode): string {
  return field.alias ?? field.name;
}
