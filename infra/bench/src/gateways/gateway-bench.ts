import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { composeSupergraph } from '@wissil/gateway/compose';
import { freePort } from '@wissil/testkit';
import { CpuWatch } from '../machine/cpu-watch.ts';
import { runProcess } from '../machine/run-process.ts';
import type { Shop } from '../shop/run-shop.ts';
import { SHOP } from '../shop/shop-schemas.ts';
import { GATEWAYS, type Gateway } from './gateways.ts';
import { answerOf, dataOf, load } from './load.ts';
import { type BenchOperation, OPERATIONS } from './operations.ts';

export interface GatewayFigures {
  gateway: string;
  operation: BenchOperation['name'];
  /** CPU milliseconds that the gateway's processes spent on one request. */
  cpu: number;
  /** Milliseconds. */
  p50: number;
  p99: number;
  requests: number;
  failures: number;
  /** Of one answer. */
  bytes: number;
  /** HTTP requests to subgraphs for one request of a client. */
  subgraphRequests: number;
  /** The share of the machine's CPU that programs other than the benchmark took meanwhile. */
  others: number;
}

export interface GatewayReport {
  figures: GatewayFigures[];
  /** Why gateways are missing. */
  missing: string[];
}

export interface BenchSetting {
  shop: Shop;
  /** For files; of this run alone. */
  folder: string;
  seconds: number;
  say: (line: string) => void;
}

export const WARM_UP_SECONDS = 3;
const schemas = Object.fromEntries(SHOP.map((subgraph) => [subgraph.name, subgraph.typeDefs]));

/** Every gateway in turn, on the same four subgraphs, under the same load. Those that answer other data than the first are not measured. */
export async function benchGateways(setting: BenchSetting): Promise<GatewayReport> {
  const supergraph = join(setting.folder, 'supergraph.graphql');
  writeFileSync(
    supergraph,
    composeSupergraph(SHOP.map(({ name, typeDefs }) => ({ name, url: setting.shop.urls[name] ?? '', sdl: typeDefs }))).sdl,
  );
  const report: GatewayReport = { figures: [], missing: [] };
  const reference = new Map<string, string>();
  for (const gateway of GATEWAYS) {
    try {
      report.figures.push(...(await benchGateway(gateway, { ...setting, supergraph, reference })));
    } catch (error) {
      const missing = `${gateway.name} was not measured: ${(error as Error).message}`;
      setting.say(missing);
      report.missing.push(missing);
    }
  }
  return report;
}

interface GatewaySetting extends BenchSetting {
  supergraph: string;
  /** The data that every gateway must answer, by operation; the first gateway writes it. */
  reference: Map<string, string>;
}

async function benchGateway(gateway: Gateway, setting: GatewaySetting): Promise<GatewayFigures[]> {
  const { supergraph, shop, reference } = setting;
  const port = await freePort();
  const folder = join(setting.folder, String(port));
  mkdirSync(folder);
  const launch = gateway.launch({ supergraph, subgraphs: shop.urls, schemas, port, folder, landing: shop.landing });
  if (!launch) throw new Error('its program does not run on this machine.');
  const url = `http://127.0.0.1:${port}${gateway.path}`;
  const { headers = {} } = gateway;
  const [probe] = OPERATIONS;
  await using running = await runProcess(launch, async () => dataOf(await answerOf(url, probe, headers)) !== '');
  const answers = new Map<BenchOperation, Buffer>();
  for (const operation of OPERATIONS) {
    const answer = await answerOf(url, operation, headers);
    const data = dataOf(answer);
    const wanted = reference.get(operation.name) ?? data;
    reference.set(operation.name, wanted);
    if (data !== wanted) throw new Error(`its data for the ${operation.name} query differs from that of the first gateway.`);
    answers.set(operation, answer);
  }
  const figures: GatewayFigures[] = [];
  for (const [operation, expected] of answers)
    figures.push(await measure({ gateway, url, pid: running.pid, operation, expected }, setting));
  return figures;
}

interface Target {
  gateway: Gateway;
  url: string;
  pid: number;
  operation: BenchOperation;
  expected: Buffer;
}

async function measure(
  { gateway, url, pid, operation, expected }: Target,
  { shop, seconds, say }: GatewaySetting,
): Promise<GatewayFigures> {
  const { headers = {} } = gateway;
  await load(url, operation, { seconds: WARM_UP_SECONDS, expected, headers });
  const asked = await shop.requests();
  const watch = new CpuWatch(pid);
  const result = await load(url, operation, { seconds, expected, headers });
  const { milliseconds, others } = watch.read();
  const subgraphRequests = ((await shop.requests()) - asked) / result.requests;
  const cpu = milliseconds / result.requests;
  say(
    `${gateway.name}, ${operation.name}: ${cpu.toFixed(3)} ms CPU, p50 ${result.p50.toFixed(1)} ms, p99 ${result.p99.toFixed(1)} ms, ${result.requests} requests, ${result.failures} failed`,
  );
  return { gateway: gateway.name, operation: operation.name, cpu, bytes: expected.length, subgraphRequests, others, ...result };
}
