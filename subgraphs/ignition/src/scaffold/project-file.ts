import { literal, oneLine } from './safe-text.ts';
import type { Project } from './template-scaffold.ts';

/** `src/project.ts`: the only source file that values of people are written into. */
export function projectFile({ request, healthPath }: Project): { path: string; content: string } {
  return {
    path: 'src/project.ts',
    content: `/** What was answered when the project was created. */
export const project: { readonly name: string; readonly slug: string; readonly description: string | null; readonly healthPath: string } = {
  name: ${literal(oneLine(request.name))},
  slug: ${literal(request.slug)},
  description: ${literal(request.description === null ? null : oneLine(request.description))},
  healthPath: ${literal(healthPath)},
};
`,
  };
}
