import { type FieldProblem, InvalidInputError, NotFoundError } from '@wissil/platform/errors';
import type { NewRepository, RepositoryHostKind, RepositoryPlace } from '../repository/repository-host.ts';
import { projectTraits } from '../scaffold/scaffold-project.ts';
import type { ThemeChoice } from '../creation/theme-source.ts';
import type { Template } from '../template/template-gallery.ts';
import { checkAnswers } from './answer-check.ts';
import { slugFor } from './project-name.ts';

/** What somebody asks for in the wizard. */
export interface ProjectRequest {
  name: string;
  description?: string | null | undefined;
  /** The template's slug. */
  template: string;
  /** Answers by the keys of the template's inputs. */
  inputs: unknown;
}

export const PROJECT_KINDS = ['NEXTJS', 'LIBRARY', 'SERVICE'] as const;
type ProjectKind = (typeof PROJECT_KINDS)[number];

/** What comes of a request, with every default filled in. JSON. */
export interface ProjectPlan {
  name: string;
  slug: string;
  description: string | null;
  template: { id: string; slug: string; version: string };
  inputs: Record<string, unknown>;
  kind: ProjectKind;
  healthPath: string;
  /** What SLATE is asked for. */
  theme: ThemeChoice;
  deploymentTarget: 'none' | 'development' | 'staging';
  repository: RepositoryPlace & Pick<NewRepository, 'visibility' | 'defaultBranch'> & { host: RepositoryHostKind };
}

const LONGEST_DESCRIPTION = 500;

/**
 * @param facts `gitHub`: whether there is one to have repositories at
 * @throws NotFoundError for the template, InvalidInputError with everything that is wrong
 */
export function planProject(
  request: ProjectRequest,
  { templates, gitHub }: { templates: readonly Template[]; gitHub: boolean },
): ProjectPlan {
  const template = templates.find(({ slug }) => slug === request.template);
  if (!template) throw new NotFoundError(`There is no such template. There is: ${templates.map(({ slug }) => slug).join(', ')}.`);
  const name = request.name.trim();
  const naming = slugFor(name);
  const { answers, problems: inputProblems } = checkAnswers(template.inputs, request.inputs);
  const description = request.description?.trim() || null;
  const problems: FieldProblem[] = [
    ...('problem' in naming ? [{ path: 'name', message: naming.problem }] : []),
    ...descriptionProblems(description),
    ...inputProblems,
    ...branchProblems(answers['defaultBranch']),
  ];
  if ('problem' in naming || problems.length > 0) throw new InvalidInputError(problems);
  const { slug } = naming;
  const answer = <Value extends string>(key: string, otherwise: Value) => (answers[key] ?? otherwise) as Value;
  const { kind, healthPath, theme } = projectTraits({ template, inputs: answers });
  const atGitHub = gitHub && answers['createRepository'] !== false;
  return {
    name,
    slug,
    description,
    template: { id: template.id, slug: template.slug, version: template.version },
    inputs: answers,
    ...{ kind, healthPath },
    theme: { set: theme.set, format: theme.format },
    deploymentTarget: answer('deploymentTarget', 'none'),
    repository: {
      host: atGitHub ? 'GITHUB' : 'EMBEDDED',
      owner: atGitHub ? ((answers['repositoryOwner'] as string | undefined) ?? null) : null,
      name: slug,
      visibility: answer('repositoryVisibility', 'private'),
      defaultBranch: answer('defaultBranch', 'main'),
    },
  };
}

function descriptionProblems(description: string | null): FieldProblem[] {
  if (description === null) return [];
  if (description.length > LONGEST_DESCRIPTION) return [{ path: 'description', message: `At most ${LONGEST_DESCRIPTION} characters.` }];
  if (/\p{Cc}/u.test(description)) return [{ path: 'description', message: 'Control characters are not allowed.' }];
  return [];
}

/** What Git itself keeps, beside what the template's pattern refuses (git-check-ref-format). */
function branchProblems(branch: unknown): FieldProblem[] {
  if (typeof branch !== 'string' || !(/\.lock(\/|$)/.test(branch) || branch === 'HEAD')) return [];
  return [{ path: 'inputs.defaultBranch', message: `Git keeps ${branch} for itself: choose another name.` }];
}
