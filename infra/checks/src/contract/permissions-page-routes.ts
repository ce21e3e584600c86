import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Action, isAction } from '@wissil/platform/auth';
import { SUBGRAPH_NAMES, type SubgraphName } from '@wissil/platform/subgraph';
import ts from 'typescript';
import { repositoryRoot } from '../repository.ts';

/** A REST route as the code declares it. */
export interface DeclaredRoute {
  /** Undefined: every subgraph has it. */
  subgraph: SubgraphName | undefined;
  method: string;
  path: string;
  permission: Action | 'public';
}

/** Where the routes of every subgraph are declared. */
const SHARED = 'infra/platform/src/subgraph/assemble-subgraph.ts';
/** Addresses that other processes know too. */
const SHARED_ADDRESSES = 'infra/platform/src/auth/*.ts';

/** Files that IGNITION writes into projects of people. */
const OF_PROJECTS = /\/scaffold\/[^/]+\/files(\/|$)/;

/**
 * The REST routes of the six, read from their source: they are made with a subgraph's services, which are not there without a database.
 * @throws Error where a route's method, path or permission is not written down
 */
export function declaredRoutes(): DeclaredRoute[] {
  const known = new Map(globSync(SHARED_ADDRESSES, { cwd: repositoryRoot }).flatMap((path) => [...constantsOf(parse(path))]));
  const own = SUBGRAPH_NAMES.flatMap((name) =>
    globSync(`subgraphs/${name}/src/**/*.ts`, {
      cwd: repositoryRoot,
      exclude: (path) => path.endsWith('.test.ts') || OF_PROJECTS.test(path),
    })
      .sort()
      .flatMap((path) => routesOf(parse(path), known).map((route) => ({ ...route, subgraph: name }))),
  );
  return [...routesOf(parse(SHARED), known).map((route) => ({ ...route, subgraph: undefined })), ...own];
}

/** @param known string constants of other files */
export function routesOf(source: ts.SourceFile, known: ReadonlyMap<string, string>): Omit<DeclaredRoute, 'subgraph'>[] {
  const constants = new Map([...known, ...constantsOf(source)]);
  const routes: Omit<DeclaredRoute, 'subgraph'>[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isObjectLiteralExpression(node)) {
      const members = new Map(node.properties.map((property) => [property.name?.getText(source), property]));
      if (['method', 'path', 'permission', 'handle'].every((name) => members.has(name))) {
        const [method, path, permission] = ['method', 'path', 'permission'].map((name) => textOf(members.get(name), constants));
        if (method === undefined || path === undefined || !(permission === 'public' || isAction(permission))) {
          const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
          throw new Error(`${source.fileName}:${line + 1}: write the method, path and permission of a route as texts or constants.`);
        }
        routes.push({ method, path, permission });
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  if (routes.length === 0 && /routes?\.ts$/.test(source.fileName)) {
    throw new Error(`${source.fileName}: its routes cannot be read: write them as objects with method, path, permission and handle.`);
  }
  return routes;
}

function parse(path: string): ts.SourceFile {
  return ts.createSourceFile(path, readFileSync(join(repositoryRoot, path), 'utf8'), ts.ScriptTarget.ESNext);
}

/** The constants of a file that are texts. */
function constantsOf(source: ts.SourceFile): Map<string, string> {
  const declarations = source.statements.filter(ts.isVariableStatement).flatMap((statement) => [...statement.declarationList.declarations]);
  return new Map(
    declarations.flatMap(({ name, initializer }) => {
      const text = initializer && literalOf(initializer);
      return ts.isIdentifier(name) && text !== undefined ? [[name.text, text] as const] : [];
    }),
  );
}

function textOf(member: ts.ObjectLiteralElementLike | undefined, constants: ReadonlyMap<string, string>): string | undefined {
  if (member === undefined || !ts.isPropertyAssignment(member)) {
    return member !== undefined && ts.isShorthandPropertyAssignment(member) ? constants.get(member.name.text) : undefined;
  }
  const { initializer } = member;
  return ts.isIdentifier(initializer) ? constants.get(initializer.text) : literalOf(initializer);
}

function literalOf(node: ts.Expression): string | undefined {
  return ts.isStringLiteralLike(node) ? node.text : undefined;
}
