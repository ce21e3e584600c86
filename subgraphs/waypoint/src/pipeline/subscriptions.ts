import { InvalidInputError } from '@wissil/platform/errors';
import { eventStream } from '@wissil/platform/events';
import { z } from 'zod';
import { builder } from '../builder.ts';
import { Deployment, deploymentById } from '../deployment/deployment-type.ts';

import { PipelineRun, runById } from './run-type.ts';

const payload = z.object({ id: z.string() });

// The gateway reads the bus itself; `subscribe` serves those who ask WAYPOINT directly.
builder.subscriptionType({
  fields: (t) => ({
    pipelineRunChanged: t.field({
      permission: 'deployment.read',
      type: PipelineRun,
      nullable: true,
      description: 'Each run of the project’s pipeline that changes, from now on.',
      args: { project: t.arg.id({ required: true }) },
      directives: { eventSource: { subject: 'pipeline.{args.project}.changed' } },
      subscribe: (_root, { project }, context) => eventStream(context.bus, `pipeline.${subjectToken(project)}.changed`),
      resolve: (event, _args, context) => runById(context, payload.parse(event.payload).id),
    }),
    deploymentChanged: t.field({
      permission: 'deployment.read',
      type: Deployment,
      nullable: true,
      description: 'Each deployment of the project that changes, from now on.',
      args: { project: t.arg.id({ required: true }) },
      directives: { eventSource: { subject: 'deployment.{args.project}.changed' } },
      subscribe: (_root, { project }, context) => eventStream(context.bus, `deployment.${subjectToken(project)}.changed`),
      resolve: (event, _args, context) => deploymentById(context, payload.parse(event.payload).id),
    }),
    deploymentsChanged: t.field({
      permission: 'deployment.read',
      type: Deployment,
      nullable: true,
      description: 'Each deployment of any project that changes, from now on: also when it is approved or rejected.',
      directives: { eventSource: { subject: 'deployment.*.changed' } },
      subscribe: (_root, _args, context) => eventStream(context.bus, 'deployment.*.changed'),
      resolve: (event, _args, context) => deploymentById(context, payload.parse(event.payload).id),
    }),
  }),
});

function subjectToken(project: string): string {
  if (/^[A-Za-z0-9_-]+$/.test(project)) return project;
  throw new InvalidInputError([{ path: 'project', message: 'This is not an id.' }]);
}
