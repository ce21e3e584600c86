import type { WizardStep } from '../../graphql/generated/graphql.ts';
import type { TemplateInput } from './template-inputs.ts';

export type StepName = WizardStep | 'REVIEW';

export interface Step {
  name: StepName;
  title: string;
  /** What it is about, in a sentence. */
  lead: string;
}

/** IGNI-2, and a look at what comes of it. */
export const STEPS: readonly Step[] = [
  { name: 'BASICS', title: 'Name', lead: 'What the project is called, and what it is for.' },
  { name: 'DEPENDENCIES', title: 'Dependencies', lead: 'What it stands on. All of it is installed and set up from the first commit on.' },
  { name: 'TOKENS', title: 'Design tokens', lead: 'How it wears SLATE’s tokens, as they are when the project is made.' },
  { name: 'REPOSITORY', title: 'Repository', lead: 'Where its code is kept, from the first commit on.' },
  { name: 'DEPLOYMENT', title: 'First deployment', lead: 'Where WAYPOINT brings it as soon as it is built.' },
  { name: 'REVIEW', title: 'Review', lead: 'Every file of the first commit. Nothing is made before you say so.' },
];

export interface Problem {
  path: string;
  message: string;
}

/** The inputs that a step asks, of a template. */
export function inputsOf(step: StepName, inputs: readonly TemplateInput[]): TemplateInput[] {
  return inputs.filter((input) => input.step === step);
}

/** The step at which a problem can be put right; the first for what belongs to none. */
export function stepOf({ path }: Problem, inputs: readonly TemplateInput[]): StepName {
  const key = path.replace(/^inputs\./, '');
  return inputs.find((input) => path !== key && input.key === key)?.step ?? 'BASICS';
}

/** What is wrong with one field. */
export function problemAt(problems: readonly Problem[], path: string): string | undefined {
  return problems.find((problem) => problem.path === path)?.message;
}
