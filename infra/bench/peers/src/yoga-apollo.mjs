import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';
import { ApolloGateway } from '@apollo/gateway';
import { useApolloFederation } from '@envelop/apollo-federation';
import { createYoga } from 'graphql-yoga';

const [supergraph, port] = process.argv.slice(2);
const gateway = new ApolloGateway({ supergraphSdl: readFileSync(supergraph, 'utf8') });
await gateway.load();
const yoga = createYoga({
  plugins: [useApolloFederation({ gateway })],
  graphiql: false,
  landingPage: false,
  logging: false,
  maskedErrors: false,
});
createServer(yoga).listen(Number(port), '127.0.0.1');
