import type { Project } from '../../generated/prisma/client.ts';
import { builder } from '../builder.ts';

export const ProjectRef = builder.objectRef<Project>('Project');

export const ProjectConnection = builder.connectionObject(
  { type: ProjectRef, name: 'ProjectConnection', shareable: true },
  { name: 'ProjectEdge', shareable: true },
);

export const PROJECTS_OF_TEMPLATE = { table: 'projects', keyColumn: 'template_id', orderColumn: 'created_at' };

/** Names of columns are those of the fields, with underscores. */
export function projectOfRow(row: Record<string, unknown>): Project {
  const fields = Object.entries(row).map(([column, value]) => [
    column.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase()),
    value,
  ]);
  return Object.fromEntries(fields) as Project;
}
