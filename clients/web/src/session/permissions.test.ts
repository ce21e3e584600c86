import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SYSTEM_NAMES } from '../systems/system-names.ts';
import { mayOpen, ROLES_WITH } from './permissions.ts';

describe('the pages that somebody may open', () => {
  it('[AUTH-2] a designer: the portal, the tokens and the components', () => {
    const designer = new Set(['system.read', 'token.read', 'token.write', 'component.read', 'account.manage']);
    expect(SYSTEM_NAMES.filter((name) => mayOpen(designer, name))).toEqual(['SLATE', 'SPARK', 'LANDING']);
  });

  it('[AUTH-3] an engineer: all six', () => {
    const engineer = new Set(['system.read', 'token.read', 'component.read', 'project.read', 'build.read', 'deployment.read']);
    expect(SYSTEM_NAMES.every((name) => mayOpen(engineer, name))).toBe(true);
  });

  it('[AUTH-2] nobody: none', () => {
    expect(SYSTEM_NAMES.some((name) => mayOpen(new Set(), name))).toBe(false);
  });
});

it.each(Object.entries(ROLES_WITH))('[AUTH-2] the roles that have %s are those of the permission table', (action, roles) => {
  // Written by codegen from the table that the servers enforce.
  const page = readFileSync(new URL('../../../../infra/docs/permissions.md', import.meta.url), 'utf8');
  const cells = (line: string | undefined) => line?.split('|').map((cell) => cell.trim()) ?? [];
  const lines = page.split('\n');
  const heads = cells(lines.find((line) => line.startsWith('| action |')));
  const row = cells(lines.find((line) => line.startsWith(`| \`${action}\` |`)));
  expect(['DESIGNER', 'ENGINEER', 'ADMIN'].filter((role) => row[heads.indexOf(role)] === '✓')).toEqual(roles);
});
