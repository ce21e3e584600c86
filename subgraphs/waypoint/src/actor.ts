import type { Caller } from '@wissil/platform/auth';

/** Who did something, as it was known at that time. */
export interface Actor {
  /** usr_…; null for what WISSIL did by itself. */
  id: string | null;
  name: string;
}

export const WISSIL_ITSELF: Actor = { id: null, name: 'WISSIL' };

/** Tools and agents are named with the person on whose behalf they work. */
export function actorOf({ subject, name, credentialName }: Caller): Actor {
  return { id: subject, name: credentialName === undefined ? name : `${credentialName}, for ${name}` };
}

export function actorOfRow(id: string | null, name: string | null): Actor | null {
  return name === null ? null : { id, name };
}
