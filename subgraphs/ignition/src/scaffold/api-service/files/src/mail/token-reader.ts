// [only emailTokens]

/** The values of the custom properties of a sheet, by their names without the dashes. */
export function tokenReader(css: string): (name: string, otherwise: string) => string {
  const values = new Map([...css.matchAll(/^\s*--([\w-]+)\s*:\s*(.*);\s*$/gm)].map(([, name, value]) => [name, value]));
  return (name, otherwise) => values.get(name) ?? otherwise;
}
