import { loadKeyedPage } from '@wissil/platform/graphql';
import type { Component, ComponentVersion } from '../../generated/prisma/client.ts';
import { builder } from '../builder.ts';

export const ComponentRef = builder.objectRef<Component>('Component');
const ComponentVersionRef = builder.objectRef<ComponentVersion>('ComponentVersion');

export const ComponentConnection = builder.connectionObject(
  { type: ComponentRef, name: 'ComponentConnection', shareable: true },
  { name: 'ComponentEdge', shareable: true },
);
const ComponentVersionConnection = builder.connectionObject(
  { type: ComponentVersionRef, name: 'ComponentVersionConnection', shareable: true },
  { name: 'ComponentVersionEdge', shareable: true },
);

const VERSIONS = { table: 'component_versions', keyColumn: 'component_id', orderColumn: 'number' };

ComponentRef.implement({
  permission: 'component.read',
  description: 'A component of the design system, under one name through all its versions.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Begins with cmp_.' }),
    slug: t.exposeString('slug', { description: 'Its name in addresses: text-field' }),
    name: t.exposeString('name', { description: 'As the code exports it: TextField' }),
    description: t.exposeString('description', { description: 'What it is for.' }),
    cssVariables: t.exposeStringList('cssVariables', {
      description: "The custom properties that the latest version's code reads, sorted.",
    }),
    latestVersion: t.field({
      type: ComponentVersionRef,
      description: 'What was saved last.',
      resolve: async (component, _args, context) => {
        const version = await context.components.versionById(context, component.latestVersionId);
        if (!version)
          throw new Error(`The component ${component.id} names a latest version that does not exist: ${component.latestVersionId}`);
        return version;
      },
    }),
    versions: t.field({
      type: ComponentVersionConnection,
      args: t.arg.connectionArgs(),
      description: 'Everything that was saved, newest first.',
      resolve: ({ id }, args, context) => loadKeyedPage(context, { list: VERSIONS, key: id, args, toNode: versionOfRow }),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When its first version was saved.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When its latest version was saved.' }),
  }),
});

ComponentVersionRef.implement({
  permission: 'component.read',
  description: 'What was saved once; it never changes.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Begins with cmv_.' }),
    component: t.field({
      type: ComponentRef,
      description: 'The component that it is a version of.',
      resolve: async ({ componentId }, _args, context) => {
        const component = await context.components.byId(context, componentId);
        if (!component) throw new Error(`The component ${componentId} of a version does not exist.`);
        return component;
      },
    }),
    number: t.exposeInt('number', { description: 'From 1, without gaps.' }),
    source: t.exposeString('source', { description: 'The .tsx file.' }),
    tests: t.exposeString('tests', { description: 'The .test.tsx file.' }),
    stories: t.exposeString('stories', { description: 'The .stories.tsx file.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was saved.' }),
  }),
});

builder.asEntity(ComponentRef, {
  key: builder.selection<{ id: string }>('id'),
  resolveReference: ({ id }, context) => context.components.byId(context, id),
});
builder.asEntity(ComponentVersionRef, {
  key: builder.selection<{ id: string }>('id'),
  resolveReference: ({ id }, context) => context.components.versionById(context, id),
});

function versionOfRow(row: Record<string, unknown>): ComponentVersion {
  const { id, component_id: componentId, number, source, tests, stories, created_at: createdAt } = row;
  return { id, componentId, number, source, tests, stories, createdAt } as ComponentVersion;
}
