import { eventStreamOfFeed } from './feed-stream.ts';
import { builder } from '../builder.ts';
import { changeChannel } from './environment-events.ts';
import { DevEnvironment, environmentById, environmentOf } from './environment-type.ts';

builder.queryFields((t) => ({
  devEnvironment: t.field({
    permission: 'environment.read',
    type: DevEnvironment,
    nullable: true,
    description: 'One development environment, by its own id or by that of its project.',
    args: { id: t.arg.id(), project: t.arg.id() },
    resolve: (_root, { id, project }, context) =>
      id != null ? environmentById(context, id) : project != null ? environmentOf(context, project) : null,
  }),
}));

builder.subscriptionFields((t) => ({
  devEnvironmentChanged: t.field({
    permission: 'environment.read',
    type: DevEnvironment,
    nullable: true,
    description: 'The environment of the project, whenever its status, its steps, its files or its problem change, from now on.',
    args: { project: t.arg.id({ required: true }) },
    directives: { eventSource: { subject: changeChannel('{args.project}') } },
    // The gateway reads the feed itself; this serves those who ask IGNIS directly.
    subscribe: (_root, { project }, context) => eventStreamOfFeed(context, changeChannel(project)),
    resolve: ({ id }, _args, context) => environmentById(context, id),
  }),
}));
