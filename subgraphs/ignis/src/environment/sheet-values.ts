const DECLARATION = /^(\s*)(--[\w-]+)(\s*:\s*)([^;]+)(;.*)$/;
const BLOCK = /^([^{}]+)\{\s*$/;

/**
 * A project's style sheet with the values that SLATE's has now, declaration by declaration and block by block: what the project left out
 * stays out, and what it added stays in.
 */
export function withValuesOf(sheet: string, project: string): string {
  const values = new Map<string, string>();
  eachDeclaration(sheet, (key, { value }, line) => (values.set(key, value), line));
  return eachDeclaration(project, (key, { before, after }, line) => {
    const value = values.get(key);
    return value === undefined ? line : `${before}${value}${after}`;
  });
}

interface Declaration {
  before: string;
  value: string;
  after: string;
}

/** Maps the lines that declare a custom property; `key` names the block too. */
function eachDeclaration(css: string, map: (key: string, declaration: Declaration, line: string) => string): string {
  let block = '';
  return css
    .split('\n')
    .map((line) => {
      block = BLOCK.exec(line)?.[1]?.trim() ?? block;
      const [, indent, name, colon, value, after] = DECLARATION.exec(line) ?? [];
      if (name === undefined || value === undefined) return line;
      return map(`${block} ${name}`, { before: `${indent}${name}${colon}`, value, after: after ?? '' }, line);
    })
    .join('\n');
}
