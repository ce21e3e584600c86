import { builder } from '../builder.ts';
import { REPOSITORY_HOSTS, type RepositoryHostKind } from '../repository/repository-host.ts';

export const RepositoryHostEnum = builder.enumType('RepositoryHost', {
  values: REPOSITORY_HOSTS,
  description: 'Where a repository is: EMBEDDED in IGNITION, or at GITHUB.',
});

export interface ProjectRepository {
  host: RepositoryHostKind;
  cloneUrl: string;
  webUrl: string | null;
  defaultBranch: string;
}

export const RepositoryRef = builder.objectRef<ProjectRepository>('Repository').implement({
  permission: 'project.read',
  description: 'The Git repository of a project.',
  fields: (t) => ({
    host: t.field({ type: RepositoryHostEnum, description: 'Where it is.', resolve: ({ host }) => host }),
    cloneUrl: t.exposeString('cloneUrl', {
      description: 'For git clone. IGNITION’s own asks for an access token as the password: project.read to clone, project.write to push.',
    }),
    webUrl: t.exposeString('webUrl', { nullable: true, description: 'Its page for people, where it has one.' }),
    defaultBranch: t.exposeString('defaultBranch', { description: 'The branch that the first commit is on.' }),
  }),
});
