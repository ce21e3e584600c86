import type { Person } from './repository-host.ts';

/** RFC 2606: no such domain will ever be, so that no letter goes astray. */
export const WISSIL_DOMAIN = 'users.wissil.invalid';

/** Who somebody is in a commit or in a log of Git's: services do not know the e-mail addresses of people. */
export function gitPerson({ id, name }: { id: string; name: string }): Person {
  return { name, email: `${id}@${WISSIL_DOMAIN}` };
}
