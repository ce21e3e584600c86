import { defineSettings, parseConfig, platformSettings, subgraphUrl, values, type Config, type Environment } from '@wissil/platform/config';
import { DEFAULT_LIMITS } from './limits/limits.ts';

/** The settings of the gateway, beside those of every server process. */
export const gatewaySettings = defineSettings({
  port: { env: 'GATEWAY_PORT', schema: values.port, default: '4000', doc: 'The port of the gateway.' },
  supergraphPath: {
    env: 'SUPERGRAPH',
    schema: values.text,
    default: 'schema/supergraph.graphql',
    doc: 'The file of the composed supergraph; a change of it is swapped in while requests run.',
  },
  trustedDocumentsPath: {
    env: 'TRUSTED_DOCUMENTS',
    schema: values.text,
    default: 'schema/trusted-documents.json',
    doc: 'The file of the documents that run without limits, by sha256.',
  },
  adHocDocuments: {
    env: 'GATEWAY_AD_HOC_DOCUMENTS',
    schema: values.flag,
    default: 'true',
    doc: 'Whether documents that are not trusted run, within the limits.',
  },
  introspection: {
    env: 'GATEWAY_INTROSPECTION',
    schema: values.flag,
    default: 'true',
    doc: 'Whether documents that are not trusted may ask for the schema.',
  },
  maxDocumentBytes: setting('GATEWAY_MAX_DOCUMENT_BYTES', DEFAULT_LIMITS.maxBytes, 1_048_576, 'The longest document, in bytes.'),
  maxTokens: setting('GATEWAY_MAX_TOKENS', DEFAULT_LIMITS.maxTokens, 10_000, 'The most tokens of a document.'),
  maxDepth: setting('GATEWAY_MAX_DEPTH', DEFAULT_LIMITS.maxDepth, 80, 'The deepest nesting of fields; the introspection query has 13.'),
  maxAliases: setting('GATEWAY_MAX_ALIASES', DEFAULT_LIMITS.maxAliases, 10_000, 'The most aliases of an operation, fragments resolved.'),
  maxRootFields: setting(
    'GATEWAY_MAX_ROOT_FIELDS',
    DEFAULT_LIMITS.maxRootFields,
    10_000,
    'The most fields at the top level of an operation.',
  ),
  maxFields: setting('GATEWAY_MAX_FIELDS', DEFAULT_LIMITS.maxFields, 10_000, 'The most fields of an operation, fragments resolved.'),
  maxCost: setting(
    'GATEWAY_MAX_COST',
    DEFAULT_LIMITS.maxCost,
    1_000_000_000,
    'The most fields that an answer may hold, by the page sizes asked for.',
  ),
  maxBatch: setting('GATEWAY_MAX_BATCH', 10, 100, 'The most operations of one request.'),
  cachedDocuments: setting('GATEWAY_CACHED_DOCUMENTS', 2_000, 1_000_000, 'How many documents are kept parsed and planned.'),
  subgraphTimeoutMs: setting(
    'GATEWAY_SUBGRAPH_TIMEOUT_MS',
    10_000,
    600_000,
    'How long one request to a subgraph may take, in milliseconds.',
  ),
  subgraphConnections: setting('GATEWAY_SUBGRAPH_CONNECTIONS', 64, 10_000, 'The most connections to one subgraph.'),
  subgraphAnswerBytes: setting('GATEWAY_SUBGRAPH_ANSWER_BYTES', 33_554_432, 1_073_741_824, 'The largest answer of a subgraph, in bytes.'),
  subgraphBatch: setting(
    'GATEWAY_SUBGRAPH_BATCH',
    10,
    100,
    'The most operations in one request to a subgraph; 1 where subgraphs take no batches.',
  ),
  batching: {
    env: 'GATEWAY_BATCHING',
    schema: values.flag,
    default: 'true',
    doc: 'Whether calls of concurrent requests with the same rights are sent together.',
  },
  dedupe: {
    env: 'GATEWAY_DEDUPE',
    schema: values.flag,
    default: 'true',
    doc: 'Whether equal queries in flight with the same rights are answered by one execution.',
  },
  forwardedHeaders: {
    env: 'GATEWAY_FORWARDED_HEADERS',
    schema: values.text
      .transform((names) =>
        names
          .split(',')
          .map((name) => name.trim().toLowerCase())
          .filter((name) => name !== ''),
      )
      .describe('header names, separated by commas'),
    default: 'accept-language',
    doc: 'The headers of a request that subgraphs receive, beside x-request-id and traceparent; never x-wissil-identity, which the gateway signs.',
  },
  allowedOrigins: {
    env: 'GATEWAY_ALLOWED_ORIGINS',
    schema: values.text
      .optional()
      .transform((origins) =>
        (origins ?? '')
          .split(',')
          .map((origin) => origin.trim())
          .filter((origin) => origin !== ''),
      )
      .describe('origins, separated by commas'),
    doc: 'Origins of pages that may use the gateway with a session, beside those of the six systems; with * any page may open a WebSocket, with an access token.',
  },
});

/** Where subgraphs are, when not where the supergraph says. */
const subgraphSettings = defineSettings({
  landing: subgraphUrl('landing'),
  slate: subgraphUrl('slate'),
  ignition: subgraphUrl('ignition'),
  spark: subgraphUrl('spark'),
  ignis: subgraphUrl('ignis'),
  waypoint: subgraphUrl('waypoint'),
});

const settings = { ...platformSettings, ...gatewaySettings };

export type GatewayConfig = Config<typeof settings>;

/** Throws a ConfigError that names every setting that is wrong. */
export function parseGatewayConfig(environment: Environment): GatewayConfig {
  return parseConfig(settings, environment);
}

/** By name; an address without a path means the subgraph's `/subgraph`. Throws a ConfigError. */
export function parseSubgraphUrls(environment: Environment): Readonly<Record<string, string>> {
  const urls: Record<string, string> = {};
  for (const [name, url] of Object.entries(parseConfig(subgraphSettings, environment))) {
    if (url !== undefined) urls[name] = new URL(url).pathname === '/' ? new URL('/subgraph', url).href : url;
  }
  return urls;
}

function setting(env: string, value: number, maximum: number, doc: string) {
  return { env, schema: values.integer(1, maximum), default: String(value), doc };
}
