import type { CombinedError } from 'urql';
import { SYSTEM_NAMES, type SystemName } from '../systems/system-names.ts';

/** Why an operation brought less than it asked for, in the words of the page. */
export interface Failure {
  /** Those that did not answer, as the gateway names them. Empty when the gateway itself was not reached, or refused. */
  systems: SystemName[];
  /** The gateway was not reached: nothing can be said about the systems. */
  offline: boolean;
  /** True where trying again by itself can help. */
  transient: boolean;
  /** Who is signed in may not: the systems are well, and trying again changes nothing. */
  denied: boolean;
  message: string;
}

const TRANSIENT_CODES = new Set([
  'SUBGRAPH_UNAVAILABLE',
  'SUBGRAPH_TIMEOUT',
  'DOWNSTREAM_SERVICE_ERROR',
  'REQUEST_TIMEOUT',
  'GATEWAY_STOPPING',
  'UNAVAILABLE',
]);
const NAMED_SYSTEM = new RegExp(`\\b(${SYSTEM_NAMES.join('|')})\\b`, 'i');

/** Null for no error. */
export function failureOf(error: CombinedError | undefined): Failure | null {
  if (error === undefined) return null;
  if (error.networkError) {
    return {
      systems: [],
      offline: true,
      transient: true,
      denied: false,
      message: 'The gateway does not answer. This page tries again by itself; check that WISSIL is running.',
    };
  }
  const systems = new Set<SystemName>();
  let transient = false;
  let denied = error.graphQLErrors.length > 0;
  for (const { message, extensions } of error.graphQLErrors) {
    // The gateway says whose answer it was, which here is an answer like any other.
    if (extensions['code'] === 'FORBIDDEN') continue;
    denied = false;
    transient ||= TRANSIENT_CODES.has(String(extensions['code']));
    const named = String(extensions['subgraph'] ?? extensions['service'] ?? extensions['serviceName'] ?? message);
    const system = NAMED_SYSTEM.exec(named)?.[1]?.toUpperCase();
    const known = SYSTEM_NAMES.find((name) => name === system);
    if (known) systems.add(known);
  }
  return {
    systems: [...systems],
    offline: false,
    transient,
    denied,
    message: error.graphQLErrors[0]?.message ?? 'The answer could not be read.',
  };
}
