import ts from 'typescript';
import { type ComponentSources, fileNames } from '../component/component-source.ts';

const ALLOWED: Record<keyof ComponentSources, readonly string[]> = {
  source: ['react', 'react-dom'],
  tests: ['react', 'react-dom', 'vitest', '@testing-library/react', '@testing-library/dom', 'axe-core'],
  stories: ['react'],
};

/** What the files take from elsewhere than React, the test tools and the component itself, a line each. */
export function checkImports(name: string, files: ComponentSources): string[] {
  const names = fileNames(name);
  return (Object.keys(names) as (keyof ComponentSources)[]).flatMap((part) => {
    const allowed = part === 'source' ? ALLOWED.source : [...ALLOWED[part], `./${name}`, `./${name}.tsx`];
    const file = ts.createSourceFile(names[part], files[part], ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
    return importsIn(file)
      .filter(({ from }) => from === undefined || !allowed.includes(from))
      .map(({ from, node }) => {
        const { line, character } = file.getLineAndCharacterOfPosition(node.getStart(file));
        const what = from === undefined ? 'what is imported must be named' : `“${from}” cannot be imported`;
        return `${names[part]}(${line + 1},${character + 1}): ${what} here: there is ${allowed.join(', ')}. (imports)`;
      });
  });
}

function importsIn(file: ts.SourceFile): { from: string | undefined; node: ts.Node }[] {
  const found: { from: string | undefined; node: ts.Node }[] = [];
  const add = (specifier: ts.Node | undefined): void => {
    if (specifier) found.push({ from: ts.isStringLiteralLike(specifier) ? specifier.text : undefined, node: specifier });
  };
  const look = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) add(node.moduleSpecifier);
    else if (ts.isExternalModuleReference(node)) add(node.expression);
    else if (ts.isImportTypeNode(node)) add(ts.isLiteralTypeNode(node.argument) ? node.argument.literal : node.argument);
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) add(node.arguments[0]);
    ts.forEachChild(node, look);
  };
  look(file);
  return found;
}
