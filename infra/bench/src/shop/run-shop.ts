import { once } from 'node:events';
import { runHelper } from '../machine/run-process.ts';

export interface Shop extends AsyncDisposable {
  /** Addresses by subgraph. */
  urls: Record<string, string>;
  /** Who tells gateways who somebody is, as LANDING would. */
  landing: string;
  /** HTTP requests that the subgraphs have answered since they started. */
  requests(): Promise<number>;
}

/** The four subgraphs over HTTP in one process of their own. */
export async function runShop(): Promise<Shop> {
  const { process: shop, ...running } = runHelper(new URL('./serve-shop.ts', import.meta.url));
  const [served] = (await once(shop, 'message')) as [Pick<Shop, 'urls' | 'landing'>];
  return {
    ...served,
    async requests() {
      shop.send('requests?');
      const [requests] = (await once(shop, 'message')) as [number];
      return requests;
    },
    [Symbol.asyncDispose]: running[Symbol.asyncDispose],
  };
}
