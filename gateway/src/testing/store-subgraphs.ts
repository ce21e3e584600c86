import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildSubgraphSchema } from '@apollo/subgraph';
import type { SubgraphRequest, SubgraphServer } from '@wissil/platform/subgraph';
import { execute, GraphQLError, parse, type GraphQLSchema } from 'graphql';
import { createYoga } from 'graphql-yoga';
import { composeSupergraph } from '../supergraph/compose.ts';

const LINK =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.6", import: ["@key", "@external", "@requires", "@provides", "@shareable", "@composeDirective"])';

const ACCOUNTS = `${LINK}
  @link(url: "https://wissil.dev/eventSource/v1.0", import: ["@eventSource"]) @composeDirective(name: "@eventSource")
  @link(url: "https://wissil.dev/permission/v1.0", import: ["@permission"]) @composeDirective(name: "@permission")
  directive @eventSource(subject: String!) on FIELD_DEFINITION
  directive @permission(action: String!) on FIELD_DEFINITION | OBJECT
  type Query { me: User  mine: User @permission(action: "account.read")  secret: User @permission(action: "audit.read")  users(first: Int): [User!]!  user(id: ID!): User }
  type Mutation { rename(id: ID!, name: String!): User! }
  type Subscription { userChanged(id: ID!): User! @eventSource(subject: "user.{args.id}.changed") }
  type User @key(fields: "id") { id: ID! name: String! email(domain: String = "example.org"): String role: Role! tags: [String] profile: Profile }
  type Profile { bio: String  since: Int! }
  enum Role { ADMIN MEMBER }
`;
const PRODUCTS = `${LINK}
  type Query { products(first: Int): [Product!]!  product(upc: ID!): Product  catalog: [Item!]!  featured: Item  search(text: String!): [Result]! }
  type Mutation { price(upc: ID!, amount: Int!): Product }
  interface Item { upc: ID! title: String! }
  union Result = Product | Bundle
  type Product implements Item @key(fields: "upc") { upc: ID! title: String! price: Int! weight: Float dimensions: Dimensions @shareable matrix: [[Int!]!]! }
  type Bundle implements Item @key(fields: "upc") { upc: ID! title: String! items: [Product!]! }
  type Dimensions @shareable { width: Int! height: Int }
`;
const REVIEWS = `${LINK}
  type Query { reviews(first: Int): [Review!]! }
  type Mutation { review(upc: ID!, body: String!): Review! }
  type Review @key(fields: "id") { id: ID! body: String! stars: Int author: User! subject: Product }
  type User @key(fields: "id") { id: ID! reviews(first: Int): [Review!]! }
  type Product @key(fields: "upc") { upc: ID! reviews: [Review!]! rating: Float fragile: Boolean! }
`;
const INVENTORY = `${LINK}
  type Product @key(fields: "upc") { upc: ID! price: Int! @external weight: Float @external inStock: Boolean! stock: Int dimensions: Dimensions @shareable shipping: Int @requires(fields: "price weight") }
  type Dimensions @shareable { depth: Int }
  type Bundle @key(fields: "upc") { upc: ID! inStock: Boolean! }
`;

const USERS = Array.from({ length: 8 }, (_, index) => ({
  id: `u${String(index)}`,
  name: `User ${String(index)} "quoted" é`,
  role: index === 0 ? 'ADMIN' : 'MEMBER',
  tags: index % 2 === 0 ? ['a', null, 'b'] : null,
  profile: index % 3 === 0 ? { bio: index === 3 ? null : 'Bio\n', since: 2000 + index } : null,
}));
const PRODUCT_ROWS = Array.from({ length: 10 }, (_, index) => ({
  __typename: 'Product',
  upc: `p${String(index)}`,
  title: `Product ${String(index)}`,
  price: 10 * index,
  weight: index % 4 === 0 ? null : index * 1.5,
  dimensions: index % 2 === 0 ? { width: index, height: null } : null,
  matrix: [[index, 1], []],
}));
const BUNDLES = [{ __typename: 'Bundle', upc: 'b1', title: 'Bundle', items: PRODUCT_ROWS.slice(0, 3) }];
const REVIEW_ROWS = Array.from({ length: 12 }, (_, index) => ({
  id: `r${String(index)}`,
  body: `Review ${String(index)}`,
  stars: index % 5 === 0 ? null : index % 5,
  author: { id: `u${String(index % 8)}` },
  subject: index % 4 === 3 ? null : { __typename: 'Product', upc: `p${String(index % 10)}` },
}));

const resolvers = {
  accounts: {
    Query: {
      me: () => USERS[0],
      mine: () => USERS[1],
      secret: () => USERS[2],
      users: (_: unknown, { first }: { first?: number }) => USERS.slice(0, first ?? 5),
      user: (_: unknown, { id }: { id: string }) => USERS.find((user) => user.id === id) ?? null,
    },
    Mutation: { rename: (_: unknown, { id, name }: { id: string; name: string }) => ({ ...USERS.find((user) => user.id === id), name }) },
    User: {
      __resolveReference: ({ id }: { id: string }) => USERS.find((user) => user.id === id) ?? null,
      email: ({ id }: { id: string }, { domain }: { domain: string }) => {
        if (id === 'u2') throw new GraphQLError('The address of u2 is broken.', { extensions: { code: 'BROKEN' } });
        return `${id}@${domain}`;
      },
    },
  },
  products: {
    Query: {
      products: (_: unknown, { first }: { first?: number }) => PRODUCT_ROWS.slice(0, first ?? 6),
      product: (_: unknown, { upc }: { upc: string }) => PRODUCT_ROWS.find((product) => product.upc === upc) ?? null,
      catalog: () => [PRODUCT_ROWS[1], BUNDLES[0], PRODUCT_ROWS[2]],
      featured: () => BUNDLES[0],
      search: () => [PRODUCT_ROWS[3], null, BUNDLES[0]],
    },
    Mutation: {
      price: (_: unknown, { upc, amount }: { upc: string; amount: number }) => ({
        ...PRODUCT_ROWS.find((product) => product.upc === upc),
        price: amount,
      }),
    },
    Product: { __resolveReference: ({ upc }: { upc: string }) => PRODUCT_ROWS.find((product) => product.upc === upc) ?? null },
    Bundle: { __resolveReference: ({ upc }: { upc: string }) => BUNDLES.find((bundle) => bundle.upc === upc) ?? null },
  },
  reviews: {
    Query: { reviews: (_: unknown, { first }: { first?: number }) => REVIEW_ROWS.slice(0, first ?? 6) },
    Mutation: {
      review: (_: unknown, { upc, body }: { upc: string; body: string }) => ({ id: 'new', body, author: { id: 'u1' }, subject: { upc } }),
    },
    Review: { __resolveReference: ({ id }: { id: string }) => REVIEW_ROWS.find((review) => review.id === id) ?? null },
    User: {
      __resolveReference: ({ id }: { id: string }) => ({ id }),
      reviews: ({ id }: { id: string }, { first }: { first?: number }) =>
        REVIEW_ROWS.filter((review) => review.author.id === id).slice(0, first ?? 10),
    },
    Product: {
      __resolveReference: ({ upc }: { upc: string }) => ({ upc }),
      reviews: ({ upc }: { upc: string }) => REVIEW_ROWS.filter((review) => review.subject?.upc === upc),
      rating: ({ upc }: { upc: string }) => (upc === 'p3' ? null : 4.5),
      fragile: ({ upc }: { upc: string }) => {
        if (upc === 'p4') throw new GraphQLError('Nobody knows about p4.');
        return upc === 'p1';
      },
    },
  },
  inventory: {
    Product: {
      __resolveReference: (reference: object) => reference,
      inStock: ({ upc }: { upc: string }) => upc !== 'p5',
      dimensions: ({ upc }: { upc: string }) => (upc === 'p2' ? null : { depth: 7 }),
      stock: ({ upc }: { upc: string }) => Number(upc.slice(1)) * 3,
      shipping: ({ price, weight }: { price: number; weight: number | null }) => (weight === null ? null : Math.round(price * weight)),
    },
    Bundle: { __resolveReference: (reference: object) => reference, inStock: () => true },
  },
};

const SDL = { accounts: ACCOUNTS, products: PRODUCTS, reviews: REVIEWS, inventory: INVENTORY };
export type StoreSubgraphName = keyof typeof SDL;
const STORE_SUBGRAPHS = Object.keys(SDL) as StoreSubgraphName[];

export interface StoreRequest {
  body: string;
  headers: IncomingMessage['headers'];
  /** Resolves when the connection was closed before the answer was out. */
  aborted: Promise<void>;
}

/** One real subgraph of a small shop over HTTP: graphql-yoga on @apollo/subgraph. */
export class StoreSubgraph {
  readonly name: StoreSubgraphName;
  readonly schema: GraphQLSchema;
  /** All requests that came to /subgraph. */
  readonly requests: StoreRequest[] = [];
  /** Takes the place of the subgraph where set. */
  fault: ((request: IncomingMessage, response: ServerResponse) => void) | undefined;
  /** Called when a request has come. */
  onRequest: ((request: StoreRequest) => void) | undefined;
  #server: Server | undefined;
  #port = 0;

  constructor(name: StoreSubgraphName) {
    this.name = name;
    this.schema = buildSubgraphSchema({ typeDefs: parse(SDL[name]), resolvers: resolvers[name] as never });
  }

  get url(): string {
    return `http://127.0.0.1:${String(this.#port)}/subgraph`;
  }

  async start(): Promise<void> {
    const yoga = createYoga({
      schema: this.schema,
      graphqlEndpoint: '/subgraph',
      batching: { limit: 20 },
      logging: false,
      maskedErrors: false,
      healthCheckEndpoint: '/api/health',
    });
    this.#server = createServer((request, response) => {
      if (request.url === '/api/health') {
        response.end('{}');
        return;
      }
      void this.#serve(yoga, request, response);
    });
    this.#server.listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    this.#server = undefined;
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  }

  async #serve(
    yoga: { handle(request: IncomingMessage, response: ServerResponse): unknown },
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    const aborted = new Promise<void>((resolve) => {
      response.once('close', () => {
        if (!response.writableFinished) resolve();
      });
    });
    request.once('end', () => {
      const seen = { body: Buffer.concat(chunks).toString(), headers: request.headers, aborted };
      this.requests.push(seen);
      this.onRequest?.(seen);
    });
    if (this.fault === undefined) await yoga.handle(request, response);
    else this.fault(request, response);
  }
}

export interface Store extends AsyncDisposable {
  subgraphs: Record<StoreSubgraphName, StoreSubgraph>;
  supergraph: string;
}

export async function startStore(): Promise<Store> {
  const subgraphs = Object.fromEntries(STORE_SUBGRAPHS.map((name) => [name, new StoreSubgraph(name)])) as Store['subgraphs'];
  const all = Object.values(subgraphs);
  await Promise.all(all.map((subgraph) => subgraph.start()));
  return {
    subgraphs,
    supergraph: composeSupergraph(all.map(({ name, url }) => ({ name, url, sdl: SDL[name] }))).sdl,
    async [Symbol.asyncDispose]() {
      await Promise.all(all.map((subgraph) => subgraph.stop()));
    },
  };
}

/** The store's subgraphs without HTTP, for a gateway in the same process. */
export function inProcess(store: Store, onExecute?: (request: SubgraphRequest) => void): SubgraphServer[] {
  return Object.values(store.subgraphs).map(({ name, schema }) => ({
    // The shop's names are not those of our systems.
    name: name as never,
    schema,
    execute: async (request) => {
      onExecute?.(request);
      return execute({ schema, document: request.document, variableValues: request.variables, operationName: request.operationName });
    },
    handle: () => false,
    health: async () => ({ service: name, status: 'up', version: '0', startedAt: '', checkedAt: '', dependencies: [] }),
    start: async () => undefined,
    quiesce: async () => undefined,
    stop: async () => undefined,
  }));
}
