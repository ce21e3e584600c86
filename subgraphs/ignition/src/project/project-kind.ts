import { builder } from '../builder.ts';
import { PROJECT_KINDS } from './project-plan.ts';

export const ProjectKindEnum = builder.enumType('ProjectKind', {
  values: PROJECT_KINDS,
  description: 'What is built of a project: a Next.js application, a library of components, or a service.',
});
