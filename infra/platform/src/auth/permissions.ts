/** The roles of WISSIL (AUTH-2 to AUTH-5). AGENT is the role of programs: no person has it. */
export const ROLES = ['DESIGNER', 'ENGINEER', 'ADMIN', 'AGENT'] as const;
export type Role = (typeof ROLES)[number];

interface Permission {
  /** What it allows, for infra/docs/permissions.md. */
  allows: string;
  roles: readonly Role[];
  /** The answer depends on who asks, and not on what the role allows: it is never shared between callers. */
  personal?: true;
}

const EVERY_PERSON = ['DESIGNER', 'ENGINEER', 'ADMIN'] as const;
const ENGINEERS = ['ENGINEER', 'ADMIN'] as const;
const ADMINISTRATORS = ['ADMIN'] as const;

/**
 * Who may do what: the one table that subgraphs enforce, the gateway groups callers by, the web client shows by, and
 * infra/docs/permissions.md prints. Every field and REST route declares one of these actions.
 */
export const PERMISSION_TABLE = {
  'account.read': { allows: 'see one’s own profile and what one may do', roles: ROLES, personal: true },
  'account.manage': { allows: 'see and end one’s own sessions', roles: EVERY_PERSON, personal: true },
  'notification.read': { allows: 'see one’s own notifications', roles: EVERY_PERSON, personal: true },
  'access-token.manage': { allows: 'create and revoke access tokens for tools and agents', roles: ENGINEERS, personal: true },

  'system.read': { allows: 'see the systems and their health', roles: EVERY_PERSON },
  'system.check': { allows: 'have a system’s health checked now', roles: ENGINEERS },

  'token.read': { allows: 'see design tokens', roles: EVERY_PERSON },
  'token.write': { allows: 'change design tokens', roles: EVERY_PERSON },

  'component.read': { allows: 'see components, their code, stories, tests and registry entries', roles: ROLES },
  'component.write': { allows: 'save components', roles: ['ENGINEER', 'ADMIN', 'AGENT'] },
  'component.generate': { allows: 'have components generated, and see the generations', roles: ['ENGINEER', 'ADMIN', 'AGENT'] },

  'template.read': { allows: 'see project templates', roles: ENGINEERS },
  'project.read': { allows: 'see projects', roles: ENGINEERS },
  'project.create': { allows: 'create projects', roles: ENGINEERS },
  'project.write': { allows: 'push to the repositories of projects', roles: ENGINEERS },

  'environment.read': { allows: 'see development environments, their files and their previews', roles: ENGINEERS },
  'environment.write': { allows: 'open, edit and close development environments', roles: ENGINEERS },

  'build.read': { allows: 'see builds', roles: ENGINEERS },
  'build.start': { allows: 'start builds', roles: ENGINEERS },

  'deployment.read': { allows: 'see environments and deployments', roles: ENGINEERS },
  'deployment.write': { allows: 'deploy to development and staging', roles: ENGINEERS },
  'deployment.approve': { allows: 'approve deployments to staging', roles: ENGINEERS },
  'deployment.production': { allows: 'deploy to production, and approve that', roles: ADMINISTRATORS },

  'user.read': { allows: 'see the people and their sessions', roles: ADMINISTRATORS },
  'user.manage': { allows: 'invite people, change their role, disable them, reset their second factor', roles: ADMINISTRATORS },
  'audit.read': { allows: 'read and export the audit log', roles: ADMINISTRATORS },
} as const satisfies Record<string, Permission>;

export type Action = keyof typeof PERMISSION_TABLE;

export const ACTIONS = Object.keys(PERMISSION_TABLE) as readonly Action[];

const BY_ROLE = new Map<Role, ReadonlySet<Action>>(
  ROLES.map((role) => [role, new Set(ACTIONS.filter((action) => rolesOf(action).includes(role)))]),
);

/** Everything that the role may do. */
export function actionsOf(role: Role): ReadonlySet<Action> {
  return BY_ROLE.get(role) as ReadonlySet<Action>;
}

export function rolesOf(action: Action): readonly Role[] {
  return PERMISSION_TABLE[action].roles;
}

/** Whether an answer under this permission depends on who asks. */
export function isPersonal(action: Action): boolean {
  return (PERMISSION_TABLE[action] as Permission).personal === true;
}

export function isAction(name: unknown): name is Action {
  return typeof name === 'string' && Object.hasOwn(PERMISSION_TABLE, name);
}

/** What an access token may be given: all but what belongs to the person alone. */
export const TOKEN_SCOPES: readonly Action[] = ACTIONS.filter((action) => !isPersonal(action));
