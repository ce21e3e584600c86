import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';
import { createYoga } from 'graphql-yoga';
import { SHOP } from './shop-schemas.ts';
import { serveStandInLanding } from './stand-in-landing.ts';

/** Serves the four subgraphs over HTTP on free ports, and who answers for LANDING, and tells the parent process where, and how many requests came when it asks. */
let requests = 0;
const urls: Record<string, string> = {};
for (const subgraph of SHOP) {
  const yoga = createYoga({
    schema: buildSubgraphSchema({ typeDefs: parse(subgraph.typeDefs), resolvers: subgraph.resolvers }),
    batching: { limit: 100 },
    graphiql: false,
    landingPage: false,
    logging: false,
    maskedErrors: false,
  });
  const server = createServer((request, response) => {
    requests++;
    void yoga(request, response);
  });
  server.keepAliveTimeout = 120_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  urls[subgraph.name] = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
}
process.on('message', () => process.send?.(requests));
process.on('disconnect', () => process.exit());
process.send?.({ urls, landing: await serveStandInLanding() });
