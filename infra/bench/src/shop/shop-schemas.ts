import type { GraphQLResolverMap } from '@apollo/subgraph/dist/schema-helper/index.js';
import { products, reviews, users } from './shop-data.ts';

const LINK =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@external", "@requires", "@shareable"])';
const byId = new Map(users.map((user) => [user.id, user]));
const byUpc = new Map(products.map((product) => [product.upc, product]));
const reviewsById = new Map(reviews.map((review) => [review.id, review]));
const reviewsByAuthor = Map.groupBy(reviews, (review) => review.authorId);
const reviewsByUpc = Map.groupBy(reviews, (review) => review.upc);
const asReview = (review: { id: string; body: string }) => ({ id: review.id, body: review.body });

export interface ShopSubgraph {
  name: 'accounts' | 'inventory' | 'products' | 'reviews';
  typeDefs: string;
  resolvers: GraphQLResolverMap<unknown>;
}

/** Four subgraphs in the shape that federation benchmarks commonly use: users, products, stock and reviews. */
export const SHOP: readonly ShopSubgraph[] = [
  {
    name: 'accounts',
    typeDefs: `${LINK}
      type Query { me: User user(id: ID!): User users: [User] }
      type User @key(fields: "id") { id: ID! name: String username: String @shareable birthday: Int }`,
    resolvers: {
      Query: { me: () => users[0], user: (_: unknown, { id }: { id: string }) => byId.get(id), users: () => users },
      User: { __resolveReference: ({ id }: { id: string }) => byId.get(id) },
    },
  },
  {
    name: 'inventory',
    typeDefs: `${LINK}
      type Product @key(fields: "upc") { upc: String! weight: Int @external price: Int @external inStock: Boolean shippingEstimate: Int @requires(fields: "price weight") }`,
    resolvers: {
      Product: {
        __resolveReference: (reference: { upc: string }) => ({ ...reference, inStock: byUpc.get(reference.upc)?.inStock }),
        shippingEstimate: ({ price, weight }: { price: number; weight: number }) => (price > 1000 ? 0 : Math.round(weight / 2)),
      },
    },
  },
  {
    name: 'products',
    typeDefs: `${LINK}
      type Query { topProducts(first: Int): [Product] }
      type Product @key(fields: "upc") { upc: String! name: String price: Int weight: Int }`,
    resolvers: {
      Query: { topProducts: (_: unknown, { first }: { first?: number }) => products.slice(0, first ?? 5) },
      Product: { __resolveReference: ({ upc }: { upc: string }) => byUpc.get(upc) },
    },
  },
  {
    name: 'reviews',
    typeDefs: `${LINK}
      type Review @key(fields: "id") { id: ID! body: String product: Product author: User }
      type User @key(fields: "id") { id: ID! numberOfReviews: Int reviews: [Review] }
      type Product @key(fields: "upc") { upc: String! reviews: [Review] }`,
    resolvers: {
      Review: {
        __resolveReference: ({ id }: { id: string }) => reviewsById.get(id),
        author: ({ id }: { id: string }) => ({ id: reviewsById.get(id)?.authorId }),
        product: ({ id }: { id: string }) => ({ upc: reviewsById.get(id)?.upc }),
      },
      User: {
        numberOfReviews: ({ id }: { id: string }) => reviewsByAuthor.get(id)?.length ?? 0,
        reviews: ({ id }: { id: string }) => reviewsByAuthor.get(id)?.map(asReview),
      },
      Product: { reviews: ({ upc }: { upc: string }) => reviewsByUpc.get(upc)?.map(asReview) },
    },
  },
];
