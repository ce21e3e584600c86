import { describe, expect, it } from 'vitest';
import { placeProblems } from './check-places.ts';
import { requirementProblems } from './check-requirements.ts';

const known = ['FLOW-1', 'FLOW-3', 'LAND-4'];

describe('every requirement that is called done has a test', () => {
  it('accepts an id that a test names', () => {
    expect(requirementProblems({ known, done: ['FLOW-3'], tests: new Map([['a.test.ts', "it('[FLOW-3] an event', …)"]]) })).toEqual([]);
  });

  it('names the id without a test, the unknown one that is listed, and the unknown one in a test', () => {
    const tests = new Map([['a.test.ts', "it('[FLOW-9] an event', …); const hash = '[SHA-256]';"]]);
    expect(requirementProblems({ known, done: ['FLOW-3', 'FLOW-8'], tests })).toEqual([
      'infra/docs/requirements-done.json lists FLOW-8, which infra/docs/requirements.json does not know.',
      'FLOW-3 is listed as done, but no test names [FLOW-3].',
      'a.test.ts names [FLOW-9], which infra/docs/requirements.json does not know.',
    ]);
  });
});

describe('no place of a machine stands in the tree', () => {
  const words = [{ word: '/srv/clone/', what: 'the path of this clone', allowedIn: /^docs\// }];

  it('names file, line and word', () => {
    expect(placeProblems('a.ts', 'one\nconst path = "/srv/clone/x";', words)).toEqual([
      'a.ts:2 holds the path of this clone (/srv/clone/).',
    ]);
    expect(placeProblems('docs/a.ts', '/srv/clone/', words)).toEqual([]);
  });

  it('refuses download addresses in the lock file, and lets links of workspaces be', () => {
    expect(placeProblems('package-lock.json', '"resolved": "gateway", "link": true', words)).toEqual([]);
    expect(placeProblems('package-lock.json', '"resolved": "https://registry.example/x.tgz"', words)).toHaveLength(1);
  });
});
