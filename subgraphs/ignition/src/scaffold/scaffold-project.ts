import { InvalidInputError, NotFoundError } from '@wissil/platform/errors';
import apiService from '../../prisma/templates/03-api-service.json' with { type: 'json' };
import componentLibrary from '../../prisma/templates/02-component-library.json' with { type: 'json' };
import nextjsApplication from '../../prisma/templates/01-nextjs-application.json' with { type: 'json' };
import { checkAnswers } from '../project/answer-check.ts';
import { templateInputs } from '../template/template-input.ts';
import { Answers } from './answers.ts';
import { apiServiceScaffold } from './api-service/api-service.ts';
import { ciWorkflow } from './ci-workflow.ts';
import { componentLibraryScaffold } from './component-library/component-library.ts';
import { licenseText } from './license.ts';
import { nextjsApplicationScaffold } from './nextjs-application/nextjs-application.ts';
import { json, packageJson, packageNameOf } from './package-json.ts';
import { NODE_VERSION_FILE, PACKAGE_MANAGER_FILES } from './package-manager-files.ts';
import { readme, SECURITY } from './readme.ts';
import type { ScaffoldFile, ScaffoldRequest } from './scaffold-request.ts';
import { templateFiles } from './template-files.ts';
import type { Project, ProjectKind, TemplateScaffold } from './template-scaffold.ts';
import { type Theme, THEME_PATH, themeFile, themeOfAnswers } from './theme-css.ts';
import type { PackageManager } from './versions.ts';
import { wissilManifest } from './wissil-manifest.ts';

export type { ScaffoldFile, ScaffoldRequest } from './scaffold-request.ts';

const TEMPLATES = [
  { ...nextjsApplication, scaffold: nextjsApplicationScaffold },
  { ...componentLibrary, scaffold: componentLibraryScaffold },
  { ...apiService, scaffold: apiServiceScaffold },
].map((template) => ({ ...template, inputs: templateInputs.parse(template.inputs) }));

const SLUG = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** What others have to know of a project before its files are written. */
export interface ProjectTraits {
  kind: ProjectKind;
  healthPath: string;
  /** What to ask SLATE for: `GET /api/tokens/theme.css?set=…&format=…`. */
  theme: Theme;
}

/**
 * The files of a new project, in the order of their paths; the same request gives the same files.
 * @throws NotFoundError where this installation does not have the template in this version
 * @throws InvalidInputError where answers or the slug are not acceptable
 */
export function scaffoldProject(request: ScaffoldRequest): ScaffoldFile[] {
  const template = findTemplate(request.template);
  const project = projectOf(template, request);
  const { scaffold } = template;
  const { answers } = project;
  const files: ScaffoldFile[] = [
    ...templateFiles(request.template.slug, project.flags),
    ...(scaffold.files?.(project) ?? []),
    ...PACKAGE_MANAGER_FILES[project.packageManager],
    NODE_VERSION_FILE,
    { path: THEME_PATH, content: themeFile(request.themeCss, project.theme) },
    { path: 'package.json', content: packageJson(scaffold, project) },
    { path: 'wissil.json', content: json(wissilManifest(scaffold, project)) },
    { path: 'README.md', content: readme(project, scaffold.readme(project)) },
    { path: 'LICENSE', content: licenseText(answers.required('license'), request.name) },
    { path: '.github/workflows/ci.yml', content: ciWorkflow(project, scaffold.workflowSteps?.(project)) },
  ];
  if (answers.isOn('createRepository')) files.push({ path: '.github/dependabot.yml', content: DEPENDABOT });
  if (answers.text('repositoryVisibility') === 'public') files.push({ path: 'SECURITY.md', content: SECURITY });
  return files.sort((left, right) => (left.path < right.path ? -1 : 1));
}

/** @throws as scaffoldProject does */
export function projectTraits(request: Pick<ScaffoldRequest, 'template' | 'inputs'>): ProjectTraits {
  const template = findTemplate(request.template);
  const answers = answersOf(template, request.inputs);
  return {
    kind: template.scaffold.kind,
    healthPath: answers.text('healthPath') ?? template.scaffold.healthPath,
    theme: themeOfAnswers(answers),
  };
}

function findTemplate({ slug, version }: ScaffoldRequest['template']): (typeof TEMPLATES)[number] {
  const template = TEMPLATES.find((each) => each.slug === slug);
  if (!template) throw new NotFoundError(`There is no template of this name. There is: ${TEMPLATES.map((each) => each.slug).join(', ')}.`);
  if (template.version !== version)
    throw new NotFoundError(
      `This installation makes projects from version ${template.version} of ${slug}, not from the version that was asked for: create the project anew.`,
    );
  return template;
}

function answersOf({ inputs }: (typeof TEMPLATES)[number], given: unknown): Answers {
  const { answers, problems } = checkAnswers(inputs, given);
  if (problems.length > 0) throw new InvalidInputError(problems);
  return new Answers(answers);
}

function projectOf(template: (typeof TEMPLATES)[number], request: ScaffoldRequest): Project {
  if (!SLUG.test(request.slug) || request.slug.length > 63)
    throw new InvalidInputError([{ path: 'slug', message: 'Letters from a to z, digits and single hyphens, at most 63.' }]);
  const answers = answersOf(template, request.inputs);
  const traits = projectTraits(request);
  const { scaffold }: { scaffold: TemplateScaffold } = template;
  const project = {
    request,
    answers,
    flags: answers.flags(),
    theme: traits.theme,
    packageManager: answers.required('packageManager') as PackageManager,
    healthPath: traits.healthPath,
  };
  return { ...project, packageName: scaffold.packageName?.(project) ?? packageNameOf(request.slug, answers.text('packageScope')) };
}

const DEPENDABOT = `version: 2
updates:
  - package-ecosystem: npm
    directory: /
    schedule:
      interval: weekly
    groups:
      minor:
        update-types: [minor, patch]
  - package-ecosystem: github-actions
    directory: /
    schedule:
      interval: weekly
`;
