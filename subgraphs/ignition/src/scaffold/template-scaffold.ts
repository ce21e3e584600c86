import type { Answers } from './answers.ts';
import type { PackageName, PackageManager } from './versions.ts';
import type { ScaffoldRequest } from './scaffold-request.ts';
import type { Theme } from './theme-css.ts';

export type ProjectKind = 'NEXTJS' | 'LIBRARY' | 'SERVICE';

/** A request whose answers are checked, and what follows from them. */
export interface Project {
  request: ScaffoldRequest;
  answers: Answers;
  flags: ReadonlySet<string>;
  theme: Theme;
  packageManager: PackageManager;
  healthPath: string;
  packageName: string;
}

/** A step of the workflow after those that every project has. */
export interface WorkflowStep {
  name: string;
  run: string;
}

/** What one template adds to that which all have: package.json, wissil.json, the workflow, README, license and its own files. */
export interface TemplateScaffold {
  kind: ProjectKind;
  /** Where the template does not ask for it. */
  healthPath: string;
  packageName?(project: Omit<Project, 'packageName'>): string;
  dependencies(project: Project): readonly PackageName[];
  devDependencies(project: Project): readonly PackageName[];
  scripts(project: Project): Readonly<Record<string, string>>;
  /** Further members of package.json. */
  packageMembers?(project: Project): Readonly<Record<string, unknown>>;
  /** `adapter` says which server IGNIS starts, `entry` with which file. */
  dev: { adapter: 'next' | 'vite' | 'node'; entry: string };
  /** How the built project runs with Node alone: the command, and the files and folders that it needs of the project. */
  run: { command: readonly string[]; files: readonly string[] };
  /** Files that code writes, because answers or values of people are in them. */
  files?(project: Project): { path: string; content: string }[];
  workflowSteps?(project: Project): readonly WorkflowStep[];
  /** Sections of README after the common ones. */
  readme(project: Project): string;
}
