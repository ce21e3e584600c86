import type { Actor } from './actor.ts';
import { builder } from './builder.ts';

export const ActorRef = builder.objectRef<Actor>('DeploymentActor').implement({
  permission: 'deployment.read',
  description: 'Who asked for something, or decided it, by the name of that time.',
  fields: (t) => ({
    id: t.exposeID('id', { nullable: true, description: 'The person: usr_…; null for what WISSIL did by itself.' }),
    name: t.exposeString('name', { description: 'A tool or agent with the person on whose behalf it works.' }),
  }),
});
