import { useEffect, useMemo } from 'react';
import { useClient } from 'urql';
import { pipe, subscribe } from 'wonka';
import {
  type CreationPartsFragment,
  type CreationStatus,
  ProjectCreationChangedDocument,
  ProjectCreationDocument,
} from '../../graphql/generated/graphql.ts';
import { onReconnected } from '../../graphql/live-connection.ts';
import { type Resource, useResource } from '../../graphql/use-resource.ts';

const ENDED: Readonly<Record<CreationStatus, boolean>> = { PENDING: false, RUNNING: false, SUCCEEDED: true, FAILED: true };

/** Between looks at what events should have told; they can be missed while the connection begins. */
const LOOK_MS = 3_000;

/** The making of a project, live: the cache takes what the subscription brings. `creation` is null where there is none of that id. */
export function useCreation(id: string): Resource<unknown> & { creation: CreationPartsFragment | null | undefined } {
  const client = useClient();
  const variables = useMemo(() => ({ id }), [id]);
  const resource = useResource(ProjectCreationDocument, {
    variables,
    pollEvery: (data) => (data?.projectCreation && !ENDED[data.projectCreation.status] ? LOOK_MS : null),
  });
  const { data, refresh } = resource;
  const over = data?.projectCreation ? ENDED[data.projectCreation.status] : false;
  useEffect(() => {
    if (over) return undefined;
    const feed = pipe(
      client.subscription(ProjectCreationChangedDocument, variables),
      subscribe(() => undefined),
    );
    const stop = onReconnected(refresh);
    return () => {
      feed.unsubscribe();
      stop();
    };
  }, [client, variables, over, refresh]);
  return { ...resource, creation: data === undefined ? undefined : data.projectCreation };
}
