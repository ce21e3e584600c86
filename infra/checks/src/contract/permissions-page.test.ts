import { type Action, ACTIONS, actionsOf, isPersonal, type Role, TOKEN_SCOPES } from '@wissil/platform/auth';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { findNeeds } from './permissions-page.ts';
import { routesOf } from './permissions-page-routes.ts';

/** AUTH-2 to AUTH-5, spelled out: who changes the table changes this too. */
const EXPECTED: Readonly<Record<Role, readonly Action[]>> = {
  DESIGNER: ['account.read', 'account.manage', 'notification.read', 'system.read', 'token.read', 'token.write', 'component.read'],
  ENGINEER: [
    'account.read',
    'account.manage',
    'notification.read',
    'access-token.manage',
    'system.read',
    'system.check',
    'token.read',
    'token.write',
    'component.read',
    'component.write',
    'component.generate',
    'template.read',
    'project.read',
    'project.create',
    'project.write',
    'environment.read',
    'environment.write',
    'build.read',
    'build.start',
    'deployment.read',
    'deployment.write',
    'deployment.approve',
  ],
  ADMIN: [
    'account.read',
    'account.manage',
    'notification.read',
    'access-token.manage',
    'system.read',
    'system.check',
    'token.read',
    'token.write',
    'component.read',
    'component.write',
    'component.generate',
    'template.read',
    'project.read',
    'project.create',
    'project.write',
    'environment.read',
    'environment.write',
    'build.read',
    'build.start',
    'deployment.read',
    'deployment.write',
    'deployment.approve',
    'deployment.production',
    'user.read',
    'user.manage',
    'audit.read',
  ],
  AGENT: ['account.read', 'component.read', 'component.write', 'component.generate'],
};

describe('the permission table', () => {
  it.each<[string, Role]>([
    ['[AUTH-2] DESIGNER', 'DESIGNER'],
    ['[AUTH-3] ENGINEER', 'ENGINEER'],
    ['[AUTH-4] ADMIN', 'ADMIN'],
    ['[AUTH-5] AGENT', 'AGENT'],
  ])('%s may exactly this', (_requirement, role) => {
    expect([...actionsOf(role)].sort()).toEqual([...EXPECTED[role]].sort());
  });

  it('[AUTH-4] there is nothing that an administrator may not', () => {
    expect([...actionsOf('ADMIN')]).toEqual(ACTIONS);
  });

  it('[AUTH-5] what belongs to a person is not an agent’s, nor a scope: it may only ask who it is', () => {
    expect([...actionsOf('AGENT')].filter(isPersonal)).toEqual(['account.read']);
    expect(TOKEN_SCOPES.filter(isPersonal)).toEqual([]);
    expect(ACTIONS.filter(isPersonal)).toEqual(['account.read', 'account.manage', 'notification.read', 'access-token.manage']);
  });

  it('[AUTH-4] every action is needed for something', async () => {
    const needed = new Set((await findNeeds()).map(({ action }) => action));
    expect(ACTIONS.filter((action) => !needed.has(action))).toEqual([]);
  });
});

describe('the REST routes of the page', () => {
  const read = (text: string, known: Record<string, string> = {}) =>
    routesOf(ts.createSourceFile('routes.ts', text, ts.ScriptTarget.ESNext), new Map(Object.entries(known)));

  it('[AUTH-4] are read with their permission, wherever their address stands', () => {
    expect(
      read(
        `const OWN = '/api/own';
         export const routes: RestRoute[] = [
           { method: 'GET', path: OWN, permission: 'token.read', handle },
           { method: 'POST', path: SHARED, permission: 'public', handle },
         ];`,
        { SHARED: '/internal/shared' },
      ),
    ).toEqual([
      { method: 'GET', path: '/api/own', permission: 'token.read' },
      { method: 'POST', path: '/internal/shared', permission: 'public' },
    ]);
  });

  it.each([
    ['an address that is made', `const routes: RestRoute[] = [{ method: 'GET', path: base + '/x', permission: 'public', handle }];`],
    ['a permission that there is not', `const routes: RestRoute[] = [{ method: 'GET', path: '/x', permission: 'everything', handle }];`],
    ['routes that are made elsewhere', `export const routes = (): RestRoute[] => make('/x', 'public');`],
  ])('[AUTH-4] are not overlooked: %s is refused', (_what, text) => {
    expect(() => read(text)).toThrow(/^routes\.ts/);
  });
});
