import { builder } from '../builder.ts';
import type { IgnisContext } from '../context.ts';
import { ARTIFACT_PORT } from './artifact-port.ts';

export const Artifact = builder.prismaObject('Artifact', {
  permission: 'build.read',
  description: 'What a project’s build puts out to be run: the same content has the same digest.',
  fields: (t) => ({
    id: t.exposeID('id'),
    digest: t.exposeString('digest', { description: '`sha256:<hex>` of the tar that holds the app under `app/`.' }),
    sizeBytes: t.exposeInt('sizeBytes', { description: 'Of the tar, which is not compressed.' }),
    command: t.exposeStringList('command', { description: 'What runs it, in the folder `/app`.' }),
    healthPath: t.exposeString('healthPath', { description: 'Answers 200 as soon as it is ready.' }),
    port: t.int({ description: 'Where it listens: the environment variable PORT.', resolve: () => ARTIFACT_PORT }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
  }),
});

builder.asEntity(Artifact, {
  key: builder.selection<{ id: string }>('id'),
  resolveReference: ({ id }, context) => artifactById(context, id),
});

export function artifactById(context: IgnisContext, id: string) {
  return context.loaders.one('artifact by id', id, (ids: readonly string[]) => context.builds.artifactsByIds(ids));
}
