import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../errors/index.ts';
import { pageOfArray } from './array-page.ts';
import type { Page } from './page.ts';

const nodes = (count: number) => Array.from({ length: count }, (_, index) => ({ id: `n${index}` }));

describe('pages of a list in memory', () => {
  it('[SHAPE-1] walking forwards visits every node once, in order, whatever the page size', () => {
    fc.assert(
      fc.property(fc.nat({ max: 60 }), fc.integer({ min: 1, max: 25 }), (count, first) => {
        const seen: string[] = [];
        let after: string | null = null;
        for (;;) {
          const page: Page<{ id: string }> = pageOfArray(nodes(count), { first, after });
          expect(page.totalCount).toBe(count);
          seen.push(...page.edges.map((edge) => edge.node.id));
          if (!page.pageInfo.hasNextPage) break;
          after = page.pageInfo.endCursor;
        }
        expect(seen).toEqual(nodes(count).map((node) => node.id));
      }),
    );
  });

  it('[SHAPE-1] walking backwards visits every node once, each page in the order of the list', () => {
    fc.assert(
      fc.property(fc.nat({ max: 60 }), fc.integer({ min: 1, max: 25 }), (count, last) => {
        const seen: string[] = [];
        let before: string | null = null;
        for (;;) {
          const page: Page<{ id: string }> = pageOfArray(nodes(count), { last, before });
          seen.unshift(...page.edges.map((edge) => edge.node.id));
          if (!page.pageInfo.hasPreviousPage) break;
          before = page.pageInfo.startCursor;
        }
        expect(seen).toEqual(nodes(count).map((node) => node.id));
      }),
    );
  });

  it.each([{ first: -1 }, { first: 201 }, { last: 201 }, { first: 1, last: 1 }, { first: 1, after: 'gone' }])(
    '[SHAPE-1] a page that cannot be given is refused with the argument named: %o',
    (args) => {
      expect(() => pageOfArray(nodes(3), args)).toThrow(InvalidInputError);
    },
  );
});
