import { oneLine } from './safe-text.ts';
import type { Project, TemplateScaffold } from './template-scaffold.ts';
import { NODE_VERSION, PACKAGE_MANAGERS, pinned } from './versions.ts';

export function packageJson(template: TemplateScaffold, project: Project): string {
  const { request, answers, packageManager } = project;
  const license = answers.required('license');
  const content = {
    name: project.packageName,
    version: '0.1.0',
    private: true,
    ...(request.description === null ? {} : { description: oneLine(request.description) }),
    license,
    ...repositoryOf(project),
    type: 'module',
    packageManager: `${packageManager}@${PACKAGE_MANAGERS[packageManager]}`,
    engines: { node: `>=${NODE_VERSION}` },
    scripts: template.scripts(project),
    ...template.packageMembers?.(project),
    dependencies: pinned(template.dependencies(project)),
    devDependencies: pinned(template.devDependencies(project)),
  };
  return json(content);
}

/** `@scope/slug`, or the slug alone. */
export function packageNameOf(slug: string, scope: string | undefined): string {
  return scope === undefined ? slug : `${scope}/${slug}`;
}

export function json(content: unknown): string {
  return `${JSON.stringify(content, null, 2)}\n`;
}

function repositoryOf({ request, answers }: Project): object {
  const owner = answers.text('repositoryOwner');
  if (!answers.isOn('createRepository') || owner === undefined) return {};
  return { repository: { type: 'git', url: `git+https://github.com/${owner}/${request.slug}.git` } };
}
