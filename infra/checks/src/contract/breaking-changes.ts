import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, findBreakingChanges, parse, validate } from 'graphql';
import { repositoryRoot } from '../repository.ts';
import { API_PATH, type Contract } from './contract-from-code.ts';

export interface BreakingChanges {
  /** One sentence each. */
  changes: readonly string[];
  /** Trusted operations that the new API cannot answer any more, with why. */
  operations: readonly { name: string; reasons: readonly string[] }[];
}

/** What a client of the committed API would lose with the new one. */
export function readBreakingChanges(committed: Contract, contract: Contract): BreakingChanges {
  const [before, after] = [committed.get(API_PATH), contract.get(API_PATH)];
  if (!before || !after || before === after) return { changes: [], operations: [] };
  return breakingChanges(before, after, trustedOperations());
}

export function breakingChanges(before: string, after: string, documents: readonly string[]): BreakingChanges {
  const next = buildSchema(after);
  const changes = findBreakingChanges(buildSchema(before), next).map((change) => change.description);
  if (changes.length === 0) return { changes: [], operations: [] };
  const operations = documents.flatMap((source) => {
    const document = parse(source);
    const reasons = validate(next, document).map((error) => error.message);
    const named = document.definitions.find((definition) => definition.kind === 'OperationDefinition');
    return reasons.length > 0 ? [{ name: named?.name?.value ?? 'anonymous', reasons }] : [];
  });
  return { changes, operations };
}

export function renderBreakingChanges({ changes, operations }: BreakingChanges): string {
  const lines = ['The API changes in a way that breaks clients:', ...changes.map((change) => `  - ${change}`)];
  if (operations.length === 0) lines.push('No trusted operation of our own clients uses what goes away.');
  else
    lines.push('It would break these trusted operations:', ...operations.map(({ name, reasons }) => `  - ${name}: ${reasons.join(' ')}`));
  return lines.join('\n');
}

/** The documents that our own clients were released with: an object hash → document. */
function trustedOperations(): string[] {
  const path = join(repositoryRoot, 'schema', 'trusted-documents.json');
  if (!existsSync(path)) return [];
  return Object.values(JSON.parse(readFileSync(path, 'utf8')) as Record<string, string>);
}
