import { loadKeyedPage, type PageArguments, pageOfArray } from '@wissil/platform/graphql';
import { builder } from '../builder.ts';
import { HealthEvent, healthEventOf, HealthEventConnection, SystemHealth } from '../health/health-type.ts';

export const SystemName = builder.enumType('SystemName', {
  description: 'The six systems of WISSIL.',
  values: {
    LANDING: { description: 'The home page: health, history and the way to every other system.' },
    SLATE: { description: 'The design system: tokens and themes.' },
    IGNITION: { description: 'Project templates and scaffolding.' },
    SPARK: { description: 'Component generation.' },
    IGNIS: { description: 'Builds and hot reload.' },
    WAYPOINT: { description: 'Deployments and versions.' },
  } as const,
});

export const System = builder.prismaObject('System', {
  permission: 'system.read',
  description: 'One of the six systems, with its health as LANDING sees it.',
  fields: (t) => ({
    id: t.exposeID('id'),
    name: t.expose('name', { type: SystemName }),
    title: t.exposeString('title', { description: 'The name that people read.' }),
    purpose: t.exposeString('purpose', { description: 'What it is for, in one sentence.' }),
    address: t.string({
      description: 'Where people open it, an absolute URL.',
      resolve: (system, _args, context) => context.systems.addressOf(system),
    }),
    health: t.field({
      type: SystemHealth,
      description: 'The newest health, at most a few seconds old.',
      resolve: async (system, _args, context) =>
        context.board.current(
          system,
          await context.loaders.one('health board', '', async (keys) => Array(keys.length).fill(await context.board.shared())),
        ),
    }),
    healthHistory: t.connection(
      {
        type: HealthEvent,
        description: 'The changes of the last 90 days, newest first.',
        resolve: (system, args: PageArguments, context) =>
          loadKeyedPage(context, {
            list: { table: 'health_event', keyColumn: 'system_id', orderColumn: 'at' },
            key: system.id,
            args,
            toNode: healthEventOf,
          }),
      },
      HealthEventConnection,
    ),
  }),
});

builder.asEntity(System, {
  key: builder.selection<{ id: string }>('id'),
  resolveReference: ({ id }, context) => context.loaders.one('system by id', id, (ids: readonly string[]) => context.systems.byIds(ids)),
});

const SystemConnection = builder.connectionObject(
  { type: System, name: 'SystemConnection', shareable: true, description: 'A page of systems.' },
  { name: 'SystemEdge', shareable: true },
);

builder.queryFields((t) => ({
  systems: t.connection(
    {
      permission: 'system.read',
      type: System,
      nullable: true,
      description: 'The six systems, in the order of their cards.',
      resolve: async (_root, args: PageArguments, context) => pageOfArray(await context.systems.all(), args),
    },
    SystemConnection,
  ),
  system: t.field({
    permission: 'system.read',
    type: System,
    nullable: true,
    description: 'One system by its name.',
    args: { name: t.arg({ type: SystemName, required: true }) },
    resolve: (_root, { name }, context) => context.systems.byName(name),
  }),
}));
