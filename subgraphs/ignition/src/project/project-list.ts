import type { Project } from '../../generated/prisma/client.ts';
import { builder } from '../builder.ts';

export const ProjectRef = builder.objectRef<Project>('Project');

export const ProjectConnection = builder.connectionObject(
  { type: ProjectRef, name: 'ProjectConnection', shareable: true },
  { name: 'ProjectEdge', shareable: true },
);

export const PROJECTS_OF_TEMPLATE = { table: 'projects', keyColumn: 'template_id', orderColumn: 'created_at' };

export function projectOfRow(row: Record<string, unknown>): Project {
  const { id, slug, name, description, inputs } = row;
  return {
    ...{ id, slug, name, description, inputs },
    templateId: row['template_id'],
    templateVersion: row['template_version'],
    createdAt: row['created_at'],
    updatedAt: row['updated_at'],
  } as Project;
}
