import type { ReportPartsFragment } from '../../graphql/generated/graphql.ts';
import type { CodeMarker } from '../../ui/code-editor.tsx';

/** As the compiler writes it: `Card.tsx(12,5): error TS2322: …`. */
const PLACED = /^(\S+)\((\d+),(\d+)\): (?:error )?(.+)$/;

/** What the checks say of one file, at its place. */
export function markersIn(report: ReportPartsFragment | null, file: string): CodeMarker[] {
  return (report?.checks ?? []).flatMap(({ details }) =>
    details.flatMap((line) => {
      const [, name, row, column, message] = PLACED.exec(line) ?? [];
      return name === file && message !== undefined ? [{ line: Number(row), column: Number(column), message }] : [];
    }),
  );
}
