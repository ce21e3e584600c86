import type { PageArguments } from '@wissil/platform/graphql';
import { builder } from '../builder.ts';

/** SPARK's component, as far as WAYPOINT adds to it. */
const Component = builder.objectRef<{ id: string }>('Component');

/** SPARK's own, which WAYPOINT only points to. */
const ComponentVersion = builder.objectRef<{ id: string }>('ComponentVersion').implement({
  permission: 'component.read',
  description: 'A version of a component.',
  fields: (t) => ({ id: t.exposeID('id') }),
});

builder.asEntity(ComponentVersion, {
  key: builder.keyDirective(builder.selection<{ id: string }>('id'), false),
  resolveReference: ({ id }) => ({ id }),
});

const RegistryEntry = builder.prismaObject('RegistryEntry', {
  permission: 'component.read',
  description: 'A component’s version in the component registry.',
  fields: (t) => ({
    id: t.exposeID('id'),
    component: t.field({ type: Component, nullable: true, resolve: ({ componentId }) => ({ id: componentId }) }),
    componentVersion: t.field({
      type: ComponentVersion,
      nullable: true,
      resolve: ({ componentVersionId }) => ({ id: componentVersionId }),
    }),
    name: t.exposeString('name', { description: 'The component’s name when it was registered.' }),
    version: t.exposeInt('version', { description: 'The version’s number.' }),
    registeredAt: t.expose('registeredAt', { type: 'DateTime' }),
  }),
});

builder.asEntity(RegistryEntry, {
  key: builder.selection<{ id: string }>('id'),
  resolveReference: ({ id }, context) =>
    context.loaders.one('registry entry by id', id, (ids: readonly string[]) => context.registry.byIds(ids)),
});

Component.implement({
  permission: 'component.read',
  description: 'A component of the design system.',
  fields: (t) => ({
    id: t.exposeID('id'),
    registryEntry: t.field({
      type: RegistryEntry,
      nullable: true,
      description: 'Its newest version in the component registry.',
      resolve: ({ id }, _args, context) =>
        context.loaders.one('newest registry entry', id, (ids: readonly string[]) => context.registry.newestOf(ids)),
    }),
  }),
});

builder.asEntity(Component, { key: builder.selection<{ id: string }>('id'), resolveReference: ({ id }) => ({ id }) });

const RegistryEntryConnection = builder.connectionObject(
  { type: RegistryEntry, name: 'RegistryEntryConnection', shareable: true, description: 'A page of registry entries.' },
  { name: 'RegistryEntryEdge', shareable: true },
);

builder.queryField('registryEntries', (t) =>
  t.connection(
    {
      permission: 'component.read',
      type: RegistryEntry,
      nullable: true,
      description: 'The component registry: each component’s newest version, the latest registered first.',
      resolve: (_root, args: PageArguments, context) => context.registry.page(args),
    },
    RegistryEntryConnection,
  ),
);
