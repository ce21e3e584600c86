import { type Action, ACTIONS, isPersonal, PERMISSION_TABLE, ROLES, rolesOf, TOKEN_SCOPES } from '@wissil/platform/auth';
import { declaredPermission } from '@wissil/platform/graphql';
import { SUBGRAPH_NAMES, type SubgraphName } from '@wissil/platform/subgraph';
import { type GraphQLSchema, isObjectType } from 'graphql';
import { type DeclaredRoute, declaredRoutes } from './permissions-page-routes.ts';

export const PERMISSIONS_PATH = 'infra/docs/permissions.md';

/** What needs an action where a value of the request decides it, so that no declaration says so. */
const DECIDED_BY_VALUE: readonly Need[] = [
  {
    action: 'deployment.production',
    title: 'Decided by value',
    system: 'WAYPOINT',
    name: '`recordDeployment`, where the environment is PRODUCTION',
  },
  {
    action: 'deployment.production',
    title: 'Decided by value',
    system: 'WAYPOINT',
    name: '`updateDeploymentStatus`, where the environment is PRODUCTION',
  },
  { action: 'project.read', title: 'Decided by value', system: 'IGNITION', name: '`/git/…`, where Git fetches' },
  { action: 'project.write', title: 'Decided by value', system: 'IGNITION', name: '`/git/…`, where Git pushes' },
  {
    action: 'deployment.production',
    title: 'Decided by value',
    system: 'WAYPOINT',
    name: '`approveDeployment` and `rejectDeployment`, where the environment is PRODUCTION',
  },
  { action: 'user.manage', title: 'Decided by value', system: 'LANDING', name: '`revokeAccessToken`, where the token is somebody else’s' },
];

/** The kinds of things that need an action, in the order of the page. */
const TITLES = ['Queries', 'Mutations', 'Subscriptions', 'Types', 'Fields', 'REST', 'Decided by value'] as const;

/** Something that needs an action. */
export interface Need {
  action: Action;
  title: (typeof TITLES)[number];
  /** In capitals. */
  system: string;
  /** In Markdown. */
  name: string;
}

/** Everything of the six subgraphs that needs an action. */
export async function findNeeds(): Promise<Need[]> {
  const schemas = await Promise.all(
    SUBGRAPH_NAMES.map(async (name) => {
      const { schema } = (await import(`@wissil/${name}/schema`)) as { schema: GraphQLSchema };
      return needsOfSchema(schema, name);
    }),
  );
  const routes = declaredRoutes().flatMap((route): Need[] =>
    route.permission === 'public' ? [] : [{ action: route.permission, title: 'REST', system: systemOf(route), name: nameOf(route) }],
  );
  return [...schemas.flat(), ...routes, ...DECIDED_BY_VALUE];
}

const ROOTS: Readonly<Record<string, Need['title']>> = { Query: 'Queries', Mutation: 'Mutations', Subscription: 'Subscriptions' };

function needsOfSchema(schema: GraphQLSchema, subgraph: SubgraphName): Need[] {
  const system = subgraph.toUpperCase();
  return Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .toSorted((a, b) => a.name.localeCompare(b.name))
    .flatMap((type): Need[] => {
      const root = ROOTS[type.name];
      const own = declaredPermission(type);
      const fields = Object.values(type.getFields()).flatMap((field): Need[] => {
        const action = declaredPermission(field);
        if (action === undefined || action === own) return [];
        return [{ action, title: root ?? 'Fields', system, name: `\`${root ? '' : `${type.name}.`}${field.name}\`` }];
      });
      return own === undefined ? fields : [{ action: own, title: 'Types', system, name: `\`${type.name}\`` }, ...fields];
    });
}

function systemOf({ subgraph }: DeclaredRoute): string {
  return subgraph?.toUpperCase() ?? 'every system';
}

function nameOf({ method, path }: DeclaredRoute): string {
  return `\`${method} ${path}${path.endsWith('/') ? '…' : ''}\``;
}

/** The page of who may do what, and what needs it. */
export async function renderPermissionsPage(): Promise<string> {
  const needs = await findNeeds();
  const rows = ACTIONS.map((action) => {
    const marks = ROLES.map((role) => (rolesOf(action).includes(role) ? '✓' : ''));
    return `| \`${action}\` | ${PERMISSION_TABLE[action].allows} | ${[...marks, TOKEN_SCOPES.includes(action) ? '✓' : ''].join(' | ')} |`;
  });
  const sections = ACTIONS.map((action) => `### \`${action}\`\n\n${renderNeeds(needs.filter((need) => need.action === action))}\n`);
  const open = declaredRoutes().filter(({ permission }) => permission === 'public');
  return `# Permissions

Who may do what. This page is written by \`codegen.ts\` from the table in \`infra/platform/src/auth/permissions.ts\` and from what the subgraphs declare.

A person has one role. A tool’s access token may what its scopes and its owner’s role both allow; an agent’s, what the role AGENT allows besides. The last column says
which actions can be scopes; the others belong to the person alone${personalOfTokens()}. What is not allowed is answered with \`FORBIDDEN\`, which names the action, and is in the audit log.

| action | allows to | ${ROLES.join(' | ')} | access tokens |
| --- | --- | ${ROLES.map(() => ':-:').join(' | ')} | :-: |
${rows.join('\n')}

## What needs them

A type is guarded on every way that leads to it; a field only where it needs more than its type.

${sections.join('\n')}
## What needs none

Nobody is asked who they are here; what is secret proves itself otherwise.

${open.map((route) => `- ${systemOf(route)} ${nameOf(route)}`).join('\n')}
`;
}

function renderNeeds(needs: readonly Need[]): string {
  const lines = TITLES.flatMap((title) => {
    const bySystem = Map.groupBy(
      needs.filter((need) => need.title === title),
      ({ system }) => system,
    );
    const groups = [...bySystem].map(([system, of]) => `${system} ${of.map(({ name }) => name).join(', ')}`);
    return groups.length === 0 ? [] : [`- ${title}: ${groups.join('; ')}`];
  });
  return lines.length === 0 ? 'Nothing yet.' : lines.join('\n');
}

function personalOfTokens(): string {
  const shared = ACTIONS.filter((action) => isPersonal(action) && rolesOf(action).includes('AGENT'));
  return shared.length === 0 ? '' : `, but every token has ${shared.map((action) => `\`${action}\``).join(', ')}`;
}
