import { type DocumentNode, Kind, print, visit } from 'graphql';

const LEFT_OUT: readonly string[] = [Kind.SCHEMA_EXTENSION, Kind.SCHEMA_DEFINITION, Kind.DIRECTIVE_DEFINITION];

/** Types with their fields and directives, whatever their order; descriptions and `@extends`, which means nothing in Federation 2, are left out. */
export function meaningOf(document: DocumentNode): Record<string, string[]> {
  const bare = visit(document, {
    Directive: (node) => (node.name.value === 'extends' ? null : undefined),
    StringValue: (node, key) => (key === 'description' ? null : node),
  });
  return Object.fromEntries(
    bare.definitions
      .filter(({ kind }) => !LEFT_OUT.includes(kind))
      .map((definition) => [
        (definition as { name: { value: string } }).name.value,
        print(definition)
          .replace(/^extend /, '')
          .split('\n')
          .map(inOrder)
          .sort(),
      ]),
  );
}

function inOrder(line: string): string {
  const withArguments = line.replace(/\(([^()]*)\)/, (_, list: string) => `(${list.split(', ').sort().join(', ')})`);
  return withArguments
    .split(/ [|=] /)
    .sort()
    .join(' | ');
}
