import type { Caller } from '@wissil/platform/auth';
import { builder } from './builder.ts';

/** Who did something, as it was known at that time. */
export interface Actor {
  id: string | null;
  name: string;
}

/** Tools and agents are named with the person on whose behalf they work. */
export function actorOf({ subject, name, credentialName }: Caller): Actor {
  return { id: subject, name: credentialName === undefined ? name : `${credentialName}, for ${name}` };
}

export function actorOfRow(id: string | null, name: string | null): Actor | null {
  return name === null ? null : { id, name };
}

export const ActorRef = builder.objectRef<Actor>('DeploymentActor').implement({
  permission: 'deployment.read',
  description: 'Who asked for something, or decided it, by the name of that time.',
  fields: (t) => ({
    id: t.exposeID('id', { nullable: true, description: 'The person: usr_…; null for what WISSIL did by itself.' }),
    name: t.exposeString('name', { description: 'A tool or agent with the person on whose behalf it works.' }),
  }),
});
