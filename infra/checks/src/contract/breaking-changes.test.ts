import { describe, expect, it } from 'vitest';
import { breakingChanges, renderBreakingChanges } from './breaking-changes.ts';

const before = 'type Query { token(id: ID!): Token } type Token { id: ID! path: String! value: String! }';
const documents = ['query TokenValue { token(id: "tok_1") { value } }', 'query TokenPath { token(id: "tok_1") { path } }'];

describe('[SHAPE-5] a change of the API that breaks clients', () => {
  it('is reported with the trusted operations that it would break', () => {
    const after = 'type Query { token(id: ID!): Token } type Token { id: ID! path: String! }';
    const found = breakingChanges(before, after, documents);
    expect(found.changes).toEqual(['Token.value was removed.']);
    expect(found.operations.map(({ name }) => name)).toEqual(['TokenValue']);
    expect(renderBreakingChanges(found)).toContain('TokenValue: Cannot query field "value" on type "Token".');
  });

  it('is not a field more', () => {
    const after = `${before} extend type Token { group: String }`;
    expect(breakingChanges(before, after, documents)).toEqual({ changes: [], operations: [] });
  });
});
