import type { ProjectKind } from '../../generated/prisma/client.ts';

/** `sources` of a project's build: where its repository is, and what it is. */
export interface ProjectSource {
  slug: string;
  kind: ProjectKind;
  cloneUrl: string;
  healthPath: string;
}
