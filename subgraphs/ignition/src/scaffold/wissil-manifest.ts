import type { ProjectKind, Project, TemplateScaffold } from './template-scaffold.ts';
import { THEME_PATH, type Theme } from './theme-css.ts';

/** `wissil.json`: how IGNIS develops, builds and packages the project, and WAYPOINT runs it. */
export interface WissilManifest {
  kind: ProjectKind;
  template: { slug: string; version: string };
  /** The sheet that IGNIS writes anew when the tokens change, in the format and with the groups that `theme` names. */
  tokens: string;
  theme: Theme;
  healthPath: string;
  packageManager: string;
  dev: TemplateScaffold['dev'];
  /** A command for each phase, with node_modules in place. */
  build: Record<'lint' | 'types' | 'test' | 'build', readonly string[]>;
  /** `files` are copied to the same places below /app, where `command` runs with Node alone and PORT (a number, or the path of a socket). */
  run: TemplateScaffold['run'];
  deploy: { target: string; replicas: number };
}

export function wissilManifest(
  template: TemplateScaffold,
  { request, answers, theme, healthPath, packageManager }: Project,
): WissilManifest {
  const script = (name: string) => ['node', '--run', name];
  return {
    kind: template.kind,
    template: { slug: request.template.slug, version: request.template.version },
    tokens: THEME_PATH,
    theme,
    healthPath,
    packageManager,
    dev: template.dev,
    build: { lint: script('lint'), types: script('typecheck'), test: script('test'), build: script('build') },
    run: template.run,
    deploy: { target: answers.required('deploymentTarget'), replicas: Number(answers.text('replicas') ?? 1) },
  };
}
