import { describe, expect, it } from 'vitest';
import { SYSTEM_NAMES } from '../systems/system-names.ts';
import { mayOpen } from './permissions.ts';

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
