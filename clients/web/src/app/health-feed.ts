import { useEffect } from 'react';
import { useClient } from 'urql';
import { pipe, subscribe } from 'wonka';
import { SystemHealthChangedDocument, SystemsDocument, type HealthStatus, type SystemPartsFragment } from '../graphql/generated/graphql.ts';
import { announceRecovery } from '../graphql/recovery.ts';
import { useResource, type Resource } from '../graphql/use-resource.ts';
import type { SystemName } from '../systems/system-names.ts';
import { announce } from '../ui/announcer.tsx';

const SPOKEN: Readonly<Record<HealthStatus, string>> = {
  UP: 'is up again',
  DEGRADED: 'is degraded',
  DOWN: 'does not answer',
  UNKNOWN: 'is in an unknown state',
};

const NO_VARIABLES = {};

/** The six systems by name, as far as they are known. */
export function useSystems(): Resource<unknown> & { systems: ReadonlyMap<SystemName, SystemPartsFragment> } {
  const resource = useResource(SystemsDocument, { variables: NO_VARIABLES });
  const systems = new Map(resource.data?.systems?.edges.map(({ node }) => [node.name, node] as const));
  return { ...resource, systems };
}

/**
 * Follows `systemHealthChanged` for as long as the page is open: the cache takes each change to every view of a system, a change of
 * status is spoken, and a recovery lets the pages ask again for what they missed.
 */
export function useHealthFeed(): void {
  const client = useClient();
  useEffect(() => {
    const known = new Map<SystemName, HealthStatus>();
    const remembered = client.readQuery(SystemsDocument, NO_VARIABLES)?.data;
    for (const { node } of remembered?.systems?.edges ?? []) known.set(node.name, node.health.status);
    const first = pipe(
      client.query(SystemsDocument, NO_VARIABLES, { requestPolicy: 'cache-first' }),
      subscribe(({ data }) => {
        for (const { node } of data?.systems?.edges ?? []) if (!known.has(node.name)) known.set(node.name, node.health.status);
      }),
    );
    const feed = pipe(
      client.subscription(SystemHealthChangedDocument, NO_VARIABLES),
      subscribe(({ data }) => {
        if (!data) return;
        const { name, title, health } = data.systemHealthChanged;
        const before = known.get(name);
        known.set(name, health.status);
        if (before === health.status) return;
        announce(`${title} ${SPOKEN[health.status]}`);
        if (health.status === 'UP' || before === 'DOWN') announceRecovery(name);
      }),
    );
    return () => {
      first.unsubscribe();
      feed.unsubscribe();
    };
  }, [client]);
}
