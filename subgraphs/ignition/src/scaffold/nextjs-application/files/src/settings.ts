// [only libraries.urql]
// [if libraries.zod]
import { z } from 'zod';

const settings = z.object({
  /** Where the browser sends its queries; empty: nowhere. */
  graphqlUrl: z.union([z.literal(''), z.url({ protocol: /^https?$/ }), z.string().startsWith('/')]),
});

/** Next.js writes these into the page at the build. */
export const { graphqlUrl } = settings.parse({ graphqlUrl: process.env.NEXT_PUBLIC_GRAPHQL_URL ?? '' });
// [else]

/** Where the browser sends its queries; empty: nowhere. Next.js writes it into the page at the build. */
export const graphqlUrl: string = process.env.NEXT_PUBLIC_GRAPHQL_URL ?? '';
// [end]
