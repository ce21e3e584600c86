import { useEffect } from 'react';
import { useSubscription } from 'urql';
import {
  DevEnvironmentChangedDocument,
  type EnvironmentPartsFragment,
  ProjectEnvironmentDocument,
} from '../../graphql/generated/graphql.ts';
import { onReconnected } from '../../graphql/live-connection.ts';
import { type Resource, useResource } from '../../graphql/use-resource.ts';

/** While it is being prepared it is read again this often, in milliseconds: a live message may be lost. */
const WATCH = 3_000;

/** The environment of a project, kept up to date by its own messages. */
export function useEnvironment(project: string): Resource<unknown> & { environment: EnvironmentPartsFragment | null | undefined } {
  const resource = useResource(ProjectEnvironmentDocument, {
    variables: { project },
    pollEvery: (data) => (data?.devEnvironment?.status === 'PREPARING' ? WATCH : null),
  });
  const { refresh } = resource;
  const [live] = useSubscription({ query: DevEnvironmentChangedDocument, variables: { project } });
  const isNew = live.data?.devEnvironmentChanged != null && resource.data?.devEnvironment === null;
  useEffect(() => {
    // The cache takes changes of what is known; that there is an environment now is asked for.
    if (isNew) refresh();
  }, [isNew, refresh]);
  useEffect(() => onReconnected(refresh), [refresh]);
  return { ...resource, environment: resource.data?.devEnvironment };
}
