import { buildSubgraphSchema } from '@apollo/subgraph';
import type { SubgraphName, SubgraphRequest, SubgraphServer } from '@wissil/platform/subgraph';
import { execute, GraphQLError, parse, type GraphQLSchema } from 'graphql';

export const LANDING_SDL = `
  extend schema
    @link(url: "https://specs.apollo.dev/federation/v2.6", import: ["@key", "@composeDirective"])
    @link(url: "https://wissil.dev/eventSource/v1.0", import: ["@eventSource"])
    @link(url: "https://wissil.dev/permission/v1.0", import: ["@permission"])
    @composeDirective(name: "@eventSource")
    @composeDirective(name: "@permission")
  directive @eventSource(subject: String!) on FIELD_DEFINITION
  directive @permission(action: String!) on FIELD_DEFINITION | OBJECT
  type System @key(fields: "id") @permission(action: "system.read") {
    id: ID!
    name: String!
    note: String
    "For administrators."
    secret: String @permission(action: "audit.read")
    "Whose account it is that asks."
    mine: String @permission(action: "account.read")
  }
  type Saying @permission(action: "system.read") { words: String! }
  type Query { system(id: ID!): System! }
  type Mutation { rename(id: ID!, name: String!): System! }
  type Subscription {
    systemChanged: System! @eventSource(subject: "system.changed")
    oneSystemChanged(id: ID!): System! @eventSource(subject: "system.{args.id}.changed")
    systemSays(id: ID!): Saying! @eventSource(subject: "feed.system.{args.id}.says")
    unsourced: System!
  }
`;

/** Extends System over a call of its own, so that events need the plan's rest. */
export const SLATE_SDL = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.6", import: ["@key"])
  type System @key(fields: "id") {
    id: ID!
    "The scope of the caller for whom SLATE was asked."
    seenBy: String!
    "Always an error."
    broken: String
    "Answers when the test lets it."
    held: String
  }
`;

interface Gate {
  open: PromiseWithResolvers<void>;
  reached: PromiseWithResolvers<void>;
}

/** LANDING and SLATE of the tests, in process, with gates where a test decides when they answer. */
export class TestSubgraphs {
  readonly servers: readonly SubgraphServer[];
  /** How often `seenBy` was asked for. */
  reads = 0;
  readonly #gates = new Map<string, Gate>();
  #lastHeld: SubgraphRequest | undefined;

  constructor() {
    const system = (_: unknown, { id, name }: { id: string; name?: string }) => ({ id, name: name ?? `name of ${id}` });
    const landing = {
      Query: { system },
      Mutation: { rename: system },
      System: {
        __resolveReference: ({ id }: { id: string }) => ({ id, name: `name of ${id}`, note: 'stored' }),
        mine: (_: unknown, _arguments: unknown, { caller }: SubgraphRequest) => caller.subject,
      },
    };
    const slate = {
      System: {
        __resolveReference: ({ id }: { id: string }) => ({ id }),
        seenBy: (_: unknown, _arguments: unknown, { caller }: SubgraphRequest) => {
          this.reads++;
          return caller.scope;
        },
        broken: () => {
          throw new GraphQLError('the theme of this system is broken');
        },
        held: ({ id }: { id: string }, _arguments: unknown, request: SubgraphRequest) => {
          this.#lastHeld = request;
          return this.#pass(id);
        },
      },
    };
    this.servers = [serve('landing', LANDING_SDL, landing), serve('slate', SLATE_SDL, slate)];
  }

  /** `held` of this system answers only after `release`. */
  hold(id: string): void {
    this.#gates.set(id, { open: Promise.withResolvers(), reached: Promise.withResolvers() });
  }

  release(id: string): void {
    this.#gates.get(id)?.open.resolve();
  }

  /** The request that asked for `held` last. */
  lastRequest(): SubgraphRequest | undefined {
    return this.#lastHeld;
  }

  releaseAll(): void {
    for (const id of this.#gates.keys()) this.release(id);
  }

  /** Resolves when somebody waits for what is held. */
  async reached(id: string): Promise<void> {
    await this.#gates.get(id)?.reached.promise;
  }

  async #pass(id: string): Promise<string> {
    const gate = this.#gates.get(id);
    gate?.reached.resolve();
    await gate?.open.promise;
    return `held ${id}`;
  }
}

type Resolvers = Parameters<typeof buildSubgraphSchema>[0] extends infer Module ? Module : never;

function serve(name: SubgraphName, sdl: string, resolvers: object): SubgraphServer {
  const schema: GraphQLSchema = buildSubgraphSchema({ typeDefs: parse(sdl), resolvers } as Resolvers);
  return {
    name,
    schema,
    execute: async (request) =>
      execute({
        schema,
        document: request.document,
        operationName: request.operationName,
        variableValues: request.variables,
        contextValue: request,
      }),
    handle: () => false,
    health: async () => ({ service: name, status: 'up', version: '0', startedAt: '', checkedAt: '', dependencies: [] }),
    start: async () => {},
    quiesce: async () => {},
    stop: async () => {},
  };
}
