import type { DeploymentPartsFragment } from '../../graphql/generated/graphql.ts';

/** What was deployed, by its name. */
export const deployed = ({ project, service }: Pick<DeploymentPartsFragment, 'project' | 'service'>): string =>
  project?.name ?? service ?? 'Unnamed';
