import { z } from 'zod';
import type { Role, UserStatus } from '../../generated/prisma/client.ts';
import { email, parseInput, personName } from './identity-input.ts';

/** Of a person to be invited. The names of local users (src/access-token/local-token.ts) have no dot in their domain. */
const invitation = z.object({ email, name: personName, role: z.enum(['DESIGNER', 'ENGINEER', 'ADMIN']) });
const person = z.object({ email, name: personName });
const search = z.object({ search: z.string().trim().max(200, 'Search for at most 200 characters.') });

export interface UserFilter {
  search?: string | null | undefined;
  role?: Role | null | undefined;
  status?: UserStatus | null | undefined;
}

/** @throws InvalidInputError with every problem at once */
export function parseInvitation(input: unknown): z.infer<typeof invitation> {
  return parseInput(invitation, input);
}

/** @throws InvalidInputError with every problem at once */
export function parsePerson(input: unknown): z.infer<typeof person> {
  return parseInput(person, input);
}

/** The text as a pattern of LIKE holds it. @throws InvalidInputError */
export function parseSearch(text: string): string {
  return parseInput(search, { search: text }).search.replace(/[\\%_]/g, '\\$&');
}
