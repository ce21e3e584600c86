import type { UserRole } from '../../graphql/generated/graphql.ts';

export const USER_ROLES: readonly UserRole[] = ['DESIGNER', 'ENGINEER', 'ADMIN'];

export const isRole = (text: string): text is UserRole => USER_ROLES.some((role) => role === text);
