import type { SubgraphAddress } from '../supergraph/supergraph.ts';
import type { SubgraphClient } from './subgraph-client.ts';

/** The clients of all subgraphs, made on first use: one for each name and address, so that a recomposition may move a subgraph. */
export class SubgraphClients {
  readonly #clients = new Map<string, SubgraphClient>();
  readonly #create: (address: SubgraphAddress) => SubgraphClient;

  constructor(create: (address: SubgraphAddress) => SubgraphClient) {
    this.#create = create;
  }

  get(address: SubgraphAddress): SubgraphClient {
    const key = `${address.name} ${address.url}`;
    let client = this.#clients.get(key);
    if (client === undefined) this.#clients.set(key, (client = this.#create(address)));
    return client;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#clients.values()].map((client) => client.close()));
    this.#clients.clear();
  }
}
