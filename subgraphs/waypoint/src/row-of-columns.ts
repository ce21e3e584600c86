/** A row of a keyed page (loadKeyedPage) with the names that Prisma gives to its columns. */
export function rowOfColumns<Row>(columns: Readonly<Record<string, unknown>>): Row {
  return Object.fromEntries(Object.entries(columns).map(([name, value]) => [fieldOf(name), value])) as Row;
}

function fieldOf(column: string): string {
  return column.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
