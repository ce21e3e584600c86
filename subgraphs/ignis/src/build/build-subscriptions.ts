import { z } from 'zod';
import { NotFoundError } from '@wissil/platform/errors';
import { builder } from '../builder.ts';
import type { IgnisContext } from '../context.ts';
import { Build, buildById } from './build-type.ts';
import { eventStream } from '@wissil/platform/events';
import { type LogChunk, logChannel } from './log-feed.ts';

const payload = z.object({ id: z.string() });

const BuildLogChunk = builder.objectRef<LogChunk>('BuildLogChunk').implement({
  permission: 'build.read',
  description: 'What a build has just added to its log.',
  fields: (t) => ({
    offset: t.exposeInt('offset', {
      description: 'How many characters of the log come before it: where there is a gap, read `Build.log` again.',
    }),
    text: t.exposeString('text', { description: 'Whole lines.' }),
  }),
});

// The gateway reads the bus and the feed itself; `subscribe` serves those who ask IGNIS directly.
builder.subscriptionType({
  fields: (t) => ({
    buildChanged: t.field({
      permission: 'build.read',
      type: Build,
      description: 'The build, whenever its status, its phases or its result have changed, from now on.',
      args: { id: t.arg.id({ required: true }) },
      directives: { eventSource: { subject: 'build.{args.id}.changed' } },
      subscribe: (_root, { id }, context) => eventStream(context.bus, `build.${id}.changed`),
      resolve: (event, _args, context) => changedBuild(event.payload, context),
    }),
    buildsChanged: t.field({
      permission: 'build.read',
      type: Build,
      description: 'Each build that is queued or changes, from now on.',
      directives: { eventSource: { subject: 'build.*.changed' } },
      subscribe: (_root, _args, context) => eventStream(context.bus, 'build.*.changed'),
      resolve: (event, _args, context) => changedBuild(event.payload, context),
    }),
    buildLog: t.field({
      permission: 'build.read',
      type: BuildLogChunk,
      description: 'What the build adds to its log, from now on; `Build.log` is what it has said before.',
      args: { id: t.arg.id({ required: true }) },
      directives: { eventSource: { subject: `feed.${logChannel('{args.id}')}` } },
      subscribe: (_root, { id }, context) =>
        context.feeds.subscribe(`feed.${logChannel(id)}`, { signal: context.signal ?? new AbortController().signal }) as Promise<
          AsyncIterable<LogChunk>
        >,
      resolve: (chunk) => chunk,
    }),
  }),
});

async function changedBuild(changed: unknown, context: IgnisContext) {
  const build = await buildById(context, payload.parse(changed).id);
  if (!build) throw new NotFoundError('There is no such build any more.');
  return build;
}
