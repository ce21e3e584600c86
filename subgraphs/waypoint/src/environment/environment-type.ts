import { pageOfArray, type PageArguments } from '@wissil/platform/graphql';
import { builder } from '../builder.ts';
import { Deployment, DeploymentConnection, deploymentsOf } from '../deployment/deployment-type.ts';
import type { WaypointContext } from '../context.ts';
import type { Environment as EnvironmentRow } from '../../generated/prisma/client.ts';

export const EnvironmentName = builder.enumType('EnvironmentName', {
  description: 'The three environments, in the order of promotion.',
  values: {
    DEVELOPMENT: { description: 'Where every successful build runs.' },
    STAGING: { description: 'Where a release is tried as it would run in production.' },
    PRODUCTION: { description: 'What users see.' },
  } as const,
});

export const PromotionPolicy = builder.enumType('PromotionPolicy', {
  description: 'Who decides what an environment runs.',
  values: {
    AUTOMATIC: { description: 'Nobody has to.' },
    APPROVAL: { description: 'An engineer approves.' },
    ADMIN_APPROVAL: { description: 'An administrator approves, after the security checks.' },
  } as const,
});

const Environment = builder.prismaObject('Environment', {
  permission: 'deployment.read',
  description: 'Where releases run.',
  fields: (t) => ({
    id: t.exposeID('id'),
    name: t.expose('name', { type: EnvironmentName }),
    title: t.exposeString('title', { description: 'The name that people read.' }),
    description: t.exposeString('description', { description: 'What runs there.' }),
    policy: t.expose('policy', { type: PromotionPolicy }),
    currentDeployment: t.field({
      type: Deployment,
      nullable: true,
      description: 'The newest that succeeded.',
      resolve: ({ id }, _args, context) =>
        context.loaders.one('current deployment', id, (ids: readonly string[]) => context.environments.currentDeployments(ids)),
    }),
    deployments: t.connection(
      {
        type: Deployment,
        description: 'Everything that was brought there, newest first.',
        resolve: ({ id }, args: PageArguments, context) => deploymentsOf(context, { keyColumn: 'environment_id', key: id, args }),
      },
      DeploymentConnection,
    ),
  }),
});

builder.asEntity(Environment, {
  key: builder.selection<{ id: string }>('id'),
  resolveReference: ({ id }, context) => environmentById(context, id),
});

builder.prismaObjectField(Deployment, 'environment', (t) =>
  t.field({
    type: Environment,
    description: 'Where it was brought to.',
    resolve: async ({ environmentId }, _args, context) => (await environmentById(context, environmentId)) as EnvironmentRow,
  }),
);

const EnvironmentConnection = builder.connectionObject(
  { type: Environment, name: 'EnvironmentConnection', shareable: true, description: 'A page of environments.' },
  { name: 'EnvironmentEdge', shareable: true },
);

builder.queryFields((t) => ({
  environments: t.connection(
    {
      permission: 'deployment.read',
      type: Environment,
      nullable: true,
      description: 'The environments, in the order of promotion.',
      resolve: async (_root, args: PageArguments, context) => pageOfArray(await allEnvironments(context), args),
    },
    EnvironmentConnection,
  ),
  environment: t.field({
    permission: 'deployment.read',
    type: Environment,
    nullable: true,
    description: 'One environment by its name.',
    args: { name: t.arg({ type: EnvironmentName, required: true }) },
    resolve: async (_root, { name }, context) => (await allEnvironments(context)).find((environment) => environment.name === name) ?? null,
  }),
}));

/** All of them, once a request: they are few, and a list of deployments names them again and again. */
export function allEnvironments(context: WaypointContext): Promise<EnvironmentRow[]> {
  return context.loaders.one('environments', 'all', async (keys: readonly string[]) => {
    const all = await context.environments.all();
    return keys.map(() => all);
  });
}

async function environmentById(context: WaypointContext, id: string): Promise<EnvironmentRow | null> {
  return (await allEnvironments(context)).find((environment) => environment.id === id) ?? null;
}
