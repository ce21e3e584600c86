import { Counter, Histogram, type Registry } from 'prom-client';

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

type OperationKind = 'query' | 'mutation' | 'subscription' | 'refused';

/** What the gateway counts of itself. */
export interface GatewayMetrics {
  operation(kind: OperationKind, outcome: 'ok' | 'partial' | 'failed', seconds: number): void;
  error(code: string): void;
  subgraphFetch(fetch: { subgraph: string; calls: number; seconds: number; failure: string | undefined }): void;
  plan(plan: { cached: boolean; seconds: number }): void;
  shared(): void;
}

/** A code is the label of a time series only if it is one; subgraphs may say anything. */
const CODE = /^[A-Z][A-Z0-9_]{1,60}$/;
const MAX_CODES = 200;

export function createGatewayMetrics(registry: Registry): GatewayMetrics {
  const registers = [registry];
  const operations = new Histogram({
    name: 'wissil_gateway_operation_seconds',
    help: 'Time from the request to its answer.',
    labelNames: ['kind', 'outcome'],
    buckets: SECONDS,
    registers,
  });
  const errors = new Counter({
    name: 'wissil_gateway_errors_total',
    help: 'Entries in the errors of answers.',
    labelNames: ['code'],
    registers,
  });
  const fetches = new Histogram({
    name: 'wissil_gateway_subgraph_fetch_seconds',
    help: 'Time of one sending to a subgraph.',
    labelNames: ['subgraph', 'outcome'],
    buckets: SECONDS,
    registers,
  });
  const calls = new Counter({
    name: 'wissil_gateway_subgraph_calls_total',
    help: 'Operations sent to subgraphs; several may share one sending.',
    labelNames: ['subgraph'],
    registers,
  });
  const plans = new Counter({
    name: 'wissil_gateway_plans_total',
    help: 'Query plans by where they came from.',
    labelNames: ['source'],
    registers,
  });
  const planning = new Histogram({
    name: 'wissil_gateway_planning_seconds',
    help: 'Time to plan and compile an operation.',
    buckets: SECONDS,
    registers,
  });
  const shared = new Counter({
    name: 'wissil_gateway_shared_operations_total',
    help: 'Queries answered by an equal one that was under way.',
    registers,
  });
  const codes = new Set<string>();
  let cachedPlans = 0;
  const children = new Map<string, { observe(seconds: number): void }>();
  const flushPlans = (): void => {
    if (cachedPlans > 0) plans.inc({ source: 'cache' }, cachedPlans);
    cachedPlans = 0;
  };
  // On the hot path a counter of our own is cheaper; it is handed over when somebody reads.
  Object.assign(plans, { collect: flushPlans });
  const child = (histogram: Histogram, name: string, labels: Record<string, string>): { observe(seconds: number): void } => {
    let known = children.get(name);
    if (known === undefined) children.set(name, (known = histogram.labels(labels)));
    return known;
  };
  return {
    operation: (kind, outcome, seconds) => child(operations as Histogram, `o ${kind} ${outcome}`, { kind, outcome }).observe(seconds),
    error: (code) => {
      const known = CODE.test(code) && (codes.has(code) || codes.size < MAX_CODES) ? code : 'OTHER';
      codes.add(known);
      errors.inc({ code: known });
    },
    subgraphFetch: ({ subgraph, calls: count, seconds, failure }) => {
      child(fetches as Histogram, `f ${subgraph} ${failure ?? 'ok'}`, { subgraph, outcome: failure ?? 'ok' }).observe(seconds);
      calls.inc({ subgraph }, count);
    },
    plan: ({ cached, seconds }) => {
      if (cached) {
        cachedPlans += 1;
        return;
      }
      plans.inc({ source: 'planner' });
      planning.observe(seconds);
    },
    shared: () => shared.inc(),
  };
}
