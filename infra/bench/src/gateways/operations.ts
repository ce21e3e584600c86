/** One nested walk over all four subgraphs, some 90 KB of answer. */
const LARGE = `query Large {
  users { ...User reviews { ...Review product { ...Product reviews { ...Review author { ...User } } } } }
  topProducts(first: 5) { ...Product reviews { ...Review author { ...User reviews { ...Review product { ...Product } } } } }
}
fragment User on User { id username name }
fragment Review on Review { id body }
fragment Product on Product { inStock name price shippingEstimate upc weight }`;

/** What a card of a page asks for: one entity, three subgraphs, under 1 KB. */
const SMALL = `query Small { me { id name reviews { id product { upc name inStock } } } }`;

export interface BenchOperation {
  name: 'large' | 'small';
  body: string;
  /** Requests under way at once. */
  concurrency: number;
}

export const OPERATIONS: readonly [BenchOperation, BenchOperation] = [
  { name: 'large', body: JSON.stringify({ query: LARGE }), concurrency: 16 },
  { name: 'small', body: JSON.stringify({ query: SMALL }), concurrency: 64 },
];
