// [only apiStyle.graphql]
import type { IncomingMessage, ServerResponse } from 'node:http';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { GraphQLError, parse } from 'graphql';
import { createYoga } from 'graphql-yoga';
import { ServiceError } from '../http/reply.ts';
import { ItemService } from '../items/item-service.ts';
import type { ServiceParts } from '../service.ts';

const typeDefs = parse(/* GraphQL */ `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.11", import: ["@key"])

  "Something to be done."
  type Item @key(fields: "id") {
    id: ID!
    title: String!
    note: String
    done: Boolean!
    "ISO 8601, in UTC."
    createdAt: String!
    updatedAt: String!
  }

  input NewItem {
    title: String!
    note: String
    done: Boolean
  }

  input ItemChange {
    title: String
    note: String
    done: Boolean
  }

  type Query {
    "Newest first."
    items(done: Boolean): [Item!]!
    item(id: ID!): Item
  }

  type Mutation {
    createItem(input: NewItem!): Item!
    changeItem(id: ID!, input: ItemChange!): Item!
    deleteItem(id: ID!): Boolean!
  }
`);

/** `/graphql`: queries of people and of a gateway (`_entities`), and a page to try them in. */
export function graphqlHandler(parts: ServiceParts): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const items = new ItemService(parts);
  const schema = buildSubgraphSchema({
    typeDefs,
    resolvers: {
      Item: { __resolveReference: ({ id }: { id: string }) => orNull(items.read(id)) },
      Query: {
        items: (_root: unknown, { done }: { done?: boolean | null }) => items.list(done == null ? {} : { done }),
        item: (_root: unknown, { id }: { id: string }) => orNull(items.read(id)),
      },
      Mutation: {
        createItem: (_root: unknown, { input }: { input: object }) => told(items.create({ ...input })),
        changeItem: (_root: unknown, { id, input }: { id: string; input: object }) => told(items.change(id, { ...input })),
        deleteItem: (_root: unknown, { id }: { id: string }) => told(items.delete(id).then(() => true)),
      },
    },
  });
  const yoga = createYoga({ schema, landingPage: false, logging: 'warn' });
  return async (request, response) => {
    await yoga(request, response);
  };
}

/** Expected failures are shown, with what is wrong with each field; others stay masked. */
async function told<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    throw new GraphQLError(error.message, {
      extensions: { code: error.status === 404 ? 'NOT_FOUND' : 'INVALID_INPUT', fields: error.fields },
    });
  }
}

async function orNull<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof ServiceError && error.status === 404) return null;
    throw error;
  }
}
