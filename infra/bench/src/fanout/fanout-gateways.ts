import { randomUUID } from 'node:crypto';
import { connect } from '@nats-io/transport-node';
import { createEventBus } from '@wissil/platform/events';
import { HIVE, WISSIL, WISSIL_FLAGS } from '../gateways/gateways.ts';
import type { Launch } from '../machine/run-process.ts';
import { peerProgram } from '../peers.ts';
import { PRODUCT_SUBJECT } from '../shop/live-product.ts';

export interface LivePlace {
  /** Files: the shop with the live field, and the shop without. */
  liveSupergraph: string;
  supergraph: string;
  natsUrl: string;
  port: number;
  inspectorPort: number;
  /** Who answers in the place of LANDING. */
  landing: string;
  folder: string;
}

export interface Publisher extends AsyncDisposable {
  publish(payload: object): Promise<void>;
}

export interface LiveGateway {
  name: string;
  launch(place: LivePlace): Launch;
  /** Publishes as a subgraph of this gateway would. */
  openPublisher(natsUrl: string): Promise<Publisher>;
}

const SUBJECT_PREFIX = 'bench';
const silent = { debug() {}, info() {}, warn() {}, error() {} };

export const OURS: LiveGateway = {
  name: 'WISSIL',
  launch: ({ liveSupergraph, natsUrl, port, inspectorPort, folder, landing }) => ({
    command: process.execPath,
    args: [`--inspect=127.0.0.1:${inspectorPort}`, ...WISSIL_FLAGS, WISSIL],
    env: {
      SUPERGRAPH: liveSupergraph,
      NATS_URL: natsUrl,
      GATEWAY_PORT: String(port),
      WISSIL_DATA: folder,
      BENCH_LANDING: landing,
      LOG_LEVEL: 'error',
      NODE_ENV: 'production',
    },
  }),
  /** The event bus: JetStream stores the event before it is acknowledged. */
  async openPublisher(natsUrl) {
    const bus = createEventBus({ kind: 'nats', url: natsUrl }, { logger: silent });
    return {
      publish: (payload) =>
        bus.publish([{ id: randomUUID(), subject: PRODUCT_SUBJECT, source: 'products', occurredAt: new Date().toISOString(), payload }]),
      [Symbol.asyncDispose]: () => bus.close(),
    };
  },
};

/** Hive's event-driven federated subscriptions, with its own adapter for NATS. */
export const THEIRS: LiveGateway = {
  name: '@graphql-hive/gateway',
  launch: ({ supergraph, natsUrl, port, inspectorPort }) => ({
    command: process.execPath,
    args: [
      ...[`--inspect=127.0.0.1:${inspectorPort}`, HIVE, 'supergraph', supergraph, '--config-path', peerProgram('src/hive-live.config.mjs')],
      ...['--host', '127.0.0.1', '--port', String(port)],
    ],
    env: { NATS_URL: natsUrl, BENCH_SUBJECT_PREFIX: SUBJECT_PREFIX, LOG_LEVEL: 'error', NODE_ENV: 'production' },
  }),
  /** What its NATSPubSub does: the payload as JSON on the topic's subject, nothing stored. */
  async openPublisher(natsUrl) {
    const connection = await connect({ servers: natsUrl });
    return {
      async publish(payload) {
        connection.publish(`${SUBJECT_PREFIX}:productChanged`, JSON.stringify(payload));
        await connection.flush();
      },
      [Symbol.asyncDispose]: () => connection.close(),
    };
  },
};
