import { defineConfig } from '@graphql-hive/gateway';
import { NATSPubSub } from '@graphql-hive/pubsub/nats';
import { connect } from '@nats-io/transport-node';

/** Hive's event-driven federated subscriptions: the field comes from NATS, the rest of the selection from the subgraphs. */
export const gatewayConfig = defineConfig({
  pubsub: new NATSPubSub(await connect({ servers: process.env.NATS_URL }), { subjectPrefix: process.env.BENCH_SUBJECT_PREFIX }),
  additionalTypeDefs: /* GraphQL */ `
    type Subscription {
      productChanged: Product @resolveTo(pubsubTopic: "productChanged")
    }
  `,
});
