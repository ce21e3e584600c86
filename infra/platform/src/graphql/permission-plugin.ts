import './permission-types.ts';
import SchemaBuilder, { BasePlugin, type PothosOutputFieldConfig, type PothosTypeConfig, type SchemaTypes } from '@pothos/core';
import type { GraphQLFieldResolver } from 'graphql';
import { type Action, refusalFor } from '../auth/index.ts';
import type { RequestContext } from './request-context.ts';

/** Registered by loading this file. */
export const PERMISSION_PLUGIN = 'permission';

/** The directive's name in the schema; the gateway reads it. */
export const PERMISSION_DIRECTIVE = 'permission';

const ROOTS: readonly string[] = ['Query', 'Mutation', 'Subscription'];

/**
 * Enforces `permission:` of fields and object types, and puts every mutation on the audit record.
 *
 * A type's permission guards each way into the type: fields that return it from elsewhere, and `_entities` (check-representations.ts). Its
 * own fields then need no second look, unless they declare another permission. Fields of the root types declare theirs one by one.
 */
class PermissionPlugin<Types extends SchemaTypes> extends BasePlugin<Types> {
  override onTypeConfig(config: PothosTypeConfig): PothosTypeConfig {
    const permission = config.kind === 'Object' ? (config.pothosOptions as { permission?: Action }).permission : undefined;
    return permission === undefined ? config : { ...config, extensions: declared(config.extensions, permission) };
  }

  override onOutputFieldConfig(config: PothosOutputFieldConfig<Types>): PothosOutputFieldConfig<Types> {
    const permission = ownPermission(config);
    if (permission === undefined) {
      if (!ROOTS.includes(config.parentType) || config.name.startsWith('_')) return config;
      throw new Error(
        `${config.parentType}.${config.name} declares no permission: give it one of the permission table (platform/src/auth/permissions.ts).`,
      );
    }
    return { ...config, extensions: declared(config.extensions, permission) };
  }

  override wrapResolve(
    resolver: GraphQLFieldResolver<unknown, Types['Context'], object>,
    config: PothosOutputFieldConfig<Types>,
  ): GraphQLFieldResolver<unknown, Types['Context'], object> {
    if (config.parentType === 'Mutation') return this.#audited(resolver, config);
    const needed = this.#neededFor(config);
    if (needed.length === 0) return resolver;
    const field = `${config.parentType}.${config.name}`;
    return (source, args, context, info) => {
      const { caller } = context as unknown as RequestContext;
      const missing = needed.find((action) => !caller.permissions.has(action));
      return missing === undefined ? resolver(source, args, context, info) : deny(context as unknown as RequestContext, field, missing);
    };
  }

  override wrapSubscribe(
    subscribe: GraphQLFieldResolver<unknown, Types['Context'], object> | undefined,
    config: PothosOutputFieldConfig<Types>,
  ): GraphQLFieldResolver<unknown, Types['Context'], object> | undefined {
    const permission = ownPermission(config);
    if (subscribe === undefined || permission === undefined) return subscribe;
    return (source, args, context, info) =>
      (context as unknown as RequestContext).caller.permissions.has(permission)
        ? subscribe(source, args, context, info)
        : deny(context as unknown as RequestContext, `Subscription.${config.name}`, permission);
  }

  #audited(
    resolver: GraphQLFieldResolver<unknown, Types['Context'], object>,
    config: PothosOutputFieldConfig<Types>,
  ): GraphQLFieldResolver<unknown, Types['Context'], object> {
    const permission = ownPermission(config) as Action;
    const { series: seriesOf } = config.pothosOptions as { series?: (args: object) => string | undefined };
    // Whoever changes something is shown it: the result's type guards that way into it too.
    const result = this.#permissionOf((config.pothosOptions as { type?: unknown }).type);
    const needed = [permission, ...(result === undefined ? [] : [result])];
    return async (source, args, context, info) => {
      const request = context as unknown as RequestContext;
      const attempt = { operation: config.name, permission, input: (args as { input?: unknown }).input };
      const missing = needed.find((action) => !request.caller.permissions.has(action));
      if (missing !== undefined) {
        const refusal = refusalFor(request.caller, missing);
        const { input: _input, ...denied } = attempt;
        await request.audit.note(request, { ...denied, outcome: 'DENIED', code: refusal.code });
        throw refusal;
      }
      const series = seriesOf?.(args);
      const change = (): Promise<unknown> => resolver(source, args, context, info) as Promise<unknown>;
      return series === undefined
        ? request.audit.around(request, attempt, change)
        : request.audit.inSeries(request, { ...attempt, series }, change);
    };
  }

  /** The permissions that are not known to be held by who already sees the parent. */
  #neededFor(config: PothosOutputFieldConfig<Types>): readonly Action[] {
    const own = ownPermission(config);
    const parent = this.#permissionOf(config.parentType);
    const target = this.#permissionOf(config.type);
    return [...new Set([own, target])].filter((action): action is Action => action !== undefined && action !== parent);
  }

  /** A page of a type, and an edge of a page, are guarded as the type itself (check-declarations.ts has them named after it). */
  #permissionOf(target: unknown): Action | undefined {
    const { configStore } = this.builder;
    // What a reference is called itself need not be the name of its type: that of a page is known when the type is made.
    const ref = referenceIn(target) as never;
    if (ref === undefined || !configStore.hasConfig(ref)) return undefined;
    const name = configStore.getTypeConfig(ref).name.replace(/(Connection|Edge)$/, '') as never;
    if (!configStore.hasConfig(name)) return undefined;
    return (configStore.getTypeConfig(name).pothosOptions as { permission?: Action }).permission;
  }
}

function ownPermission(config: { pothosOptions: unknown }): Action | undefined {
  return (config.pothosOptions as { permission?: Action }).permission;
}

/** The type's reference in the ways in which Pothos holds it: `[ref]`, `{kind: 'List', type}`, `{kind: 'Object', ref}`, a ref, a class or a name. */
function referenceIn(type: unknown): unknown {
  if (Array.isArray(type)) return referenceIn(type[0]);
  if (type === null || typeof type !== 'object') return type ?? undefined;
  const { kind, ref, type: item } = type as { kind?: string; ref?: unknown; type?: unknown };
  if (kind === 'List' && item !== undefined) return referenceIn(item);
  return ref === undefined ? type : referenceIn(ref);
}

function declared(extensions: Readonly<Record<string, unknown>> | undefined | null, action: Action): Record<string, unknown> {
  return {
    ...extensions,
    permission: action,
    directives: [...listOf(extensions?.['directives']), { name: PERMISSION_DIRECTIVE, args: { action } }],
  };
}

/** Pothos holds directives as a list, or as an object by name. */
function listOf(directives: unknown): readonly { name: string; args: unknown }[] {
  if (Array.isArray(directives))
    return (directives as { name: string; args: unknown }[]).filter(({ name }) => name !== PERMISSION_DIRECTIVE);
  return Object.entries(directives ?? {}).map(([name, args]) => ({ name, args }));
}

async function deny(request: RequestContext, field: string, action: Action): Promise<never> {
  const refusal = refusalFor(request.caller, action);
  await request.denied(field, action, refusal.code);
  throw refusal;
}

SchemaBuilder.registerPlugin(PERMISSION_PLUGIN, PermissionPlugin);
