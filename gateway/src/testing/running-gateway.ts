import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ExecutionResult } from 'graphql';
import { Registry } from 'prom-client';
import { parseGatewayConfig } from '../config.ts';
import { silentLogger } from '../logger.ts';
import { createGateway, type Gateway, type GatewayDependencies } from '../server.ts';
import { bearer, openTestIdentities } from './test-identities.ts';

export interface RunningGateway extends AsyncDisposable {
  url: string;
  gateway: Gateway;
  metrics: Registry;
  post(body: unknown, options?: { headers?: Record<string, string>; signal?: AbortSignal }): Promise<Response>;
  query(query: string, variables?: Record<string, unknown>): Promise<ExecutionResult<Record<string, unknown>>>;
}

/** What requests of tests say to come from. */
export const ADMINISTRATOR = bearer('ADMIN');

/** A gateway on a free port; its clients are administrators, unless their headers say otherwise. `environment` holds settings as they stand in the environment. */
export async function startGateway(
  supergraph: string,
  options: Partial<GatewayDependencies> & { environment?: Record<string, string> } = {},
): Promise<RunningGateway> {
  const { environment = {}, ...dependencies } = options;
  const metrics = new Registry();
  const gateway = await createGateway({
    config: parseGatewayConfig(environment),
    supergraph,
    logger: silentLogger,
    identities: await openTestIdentities(),
    metrics,
    ...dependencies,
  });
  const server = createServer((request, response) => {
    if (!gateway.handle(request, response)) response.writeHead(404).end();
  });
  server.on('upgrade', gateway.upgrade);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  const post: RunningGateway['post'] = (body, { headers = {}, signal } = {}) =>
    fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...ADMINISTRATOR, ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
      ...(signal === undefined ? {} : { signal }),
    });
  return {
    url,
    gateway,
    metrics,
    post,
    query: async (query, variables) => (await (await post({ query, variables })).json()) as ExecutionResult<Record<string, unknown>>,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
      await gateway.close();
    },
  };
}
