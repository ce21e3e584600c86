import { builder } from '../builder.ts';
import type { IgnisContext } from '../context.ts';
import type { Preview as PreviewRow } from '../../generated/prisma/client.ts';
import type { CompileProblem, Story } from './component-compiler.ts';

const PreviewStory = builder.objectRef<Story>('PreviewStory').implement({
  permission: 'component.read',
  description: 'A way of showing a component.',
  fields: (t) => ({
    id: t.exposeString('id', { description: 'The page shows it with `?story=<id>`.' }),
    name: t.exposeString('name'),
  }),
});

const PreviewProblem = builder.objectRef<CompileProblem>('ComponentPreviewProblem').implement({
  permission: 'component.read',
  description: 'Why the files of a preview cannot be shown.',
  fields: (t) => ({
    message: t.exposeString('message'),
    file: t.exposeString('file', { nullable: true }),
    line: t.exposeInt('line', { nullable: true, description: 'From 1.' }),
    column: t.exposeInt('column', { nullable: true, description: 'From 1.' }),
  }),
});

export const Preview = builder.prismaObject('Preview', {
  permission: 'component.read',
  description: 'A page that shows the stories of one component, and follows as it is edited. `POST /api/preview` makes one.',
  fields: (t) => ({
    id: t.exposeID('id'),
    name: t.exposeString('name'),
    url: t.string({
      description: 'Where its page is. Who knows the address may look.',
      resolve: (row, _args, context) => context.previews.urlOf(row),
    }),
    hash: t.exposeString('hash', { description: 'sha256 of what it shows: equal files have equal hashes.' }),
    stories: t.field({
      type: [PreviewStory],
      description: 'In the order of their file; none where the files do not compile.',
      resolve: async (row, _args, context) => (await context.previews.stateOf(row)).stories,
    }),
    problems: t.field({
      type: [PreviewProblem],
      description: 'Empty where the files compile.',
      resolve: async (row, _args, context) => (await context.previews.stateOf(row)).problems,
    }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime', description: 'A day after it was last looked at.' }),
  }),
});

builder.asEntity(Preview, {
  key: builder.selection<{ id: string }>('id'),
  resolveReference: ({ id }, context) => previewById(context, id),
});

builder.queryField('preview', (t) =>
  t.field({
    permission: 'component.read',
    type: Preview,
    nullable: true,
    description: 'One preview of a component; null where it has expired.',
    args: { id: t.arg.id({ required: true }) },
    resolve: (_root, { id }, context) => previewById(context, id),
  }),
);

function previewById(context: IgnisContext, id: string): Promise<PreviewRow | null> {
  return context.loaders.one('preview by id', id, (ids: readonly string[]) => context.previews.store.byIds(ids));
}
