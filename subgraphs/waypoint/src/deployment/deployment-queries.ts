import type { PageArguments } from '@wissil/platform/graphql';
import { builder } from '../builder.ts';
import { EnvironmentName } from '../environment/environment-type.ts';
import { Deployment, deploymentById, DeploymentConnection, DeploymentStatus } from './deployment-type.ts';

const DeploymentFilter = builder.inputType('DeploymentFilter', {
  description: 'Which deployments; all that is given has to hold.',
  fields: (t) => ({
    environment: t.field({ type: EnvironmentName }),
    status: t.field({ type: DeploymentStatus }),
    project: t.id({ description: 'A project’s id.' }),
  }),
});

builder.queryFields((t) => ({
  deployments: t.connection(
    {
      permission: 'deployment.read',
      type: Deployment,
      nullable: true,
      description: 'Every deployment, newest first.',
      args: { filter: t.arg({ type: DeploymentFilter }) },
      resolve: (_root, { filter, ...args }, context) => context.deployments.page(args as PageArguments, filter ?? {}),
    },
    DeploymentConnection,
  ),
  deployment: t.field({
    permission: 'deployment.read',
    type: Deployment,
    nullable: true,
    description: 'One deployment by its id.',
    args: { id: t.arg.id({ required: true }) },
    resolve: (_root, { id }, context) => deploymentById(context, id),
  }),
}));
