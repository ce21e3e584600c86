import type { PageArguments } from '@wissil/platform/graphql';
import { builder } from '../builder.ts';
import { Build, buildById, BuildConnection, BuildKind, BuildStatus } from './build-type.ts';

const BuildFilter = builder.inputType('BuildFilter', {
  description: 'Which builds; all that is given has to hold.',
  fields: (t) => ({
    status: t.field({ type: BuildStatus }),
    kind: t.field({ type: BuildKind }),
    project: t.id({ description: 'A project’s id.' }),
    componentVersion: t.id({ description: 'The id of a component’s version.' }),
  }),
});

builder.queryFields((t) => ({
  builds: t.connection(
    {
      permission: 'build.read',
      type: Build,
      nullable: true,
      description: 'Every build, newest first.',
      args: { filter: t.arg({ type: BuildFilter }) },
      resolve: (_root, { filter, ...args }, context) => context.builds.page(args as PageArguments, filter ?? {}),
    },
    BuildConnection,
  ),
  build: t.field({
    permission: 'build.read',
    type: Build,
    nullable: true,
    description: 'One build by its id.',
    args: { id: t.arg.id({ required: true }) },
    resolve: (_root, { id }, context) => buildById(context, id),
  }),
}));
