import { describe, expect, it } from 'vitest';
import { PATTERNS } from '../../../subgraphs/spark/src/pattern/pattern-library.ts';
import { makeComponent } from '../../../subgraphs/spark/test/scene.ts';
import { newProject } from './new-project.ts';

const PROJECT_MS = 300_000;

/** One of each pattern. */
const PROMPTS = [
  'A danger button with an icon and a busy state',
  'Create a responsive card component',
  'A login form with email and password',
  'A confirmation dialog “Delete the project?” with actions “Delete” and “Keep”',
  'Vertical tabs with profile, security and billing',
  'An FAQ accordion with shipping, returns and payment',
  'A menu with rename, duplicate and delete',
  'A sortable table of users with name, email and role',
  'A combobox “Country” with Austria, Germany and Switzerland',
  'A success toast “Saved” with an undo action',
];

describe('[SPARK-3] components outside of WISSIL', () => {
  it(
    'lint, type check and pass their tests in somebody’s component library',
    async () => {
      const components = await Promise.all(PROMPTS.map((prompt) => makeComponent(prompt)));
      expect(new Set(components.map(({ pattern }) => pattern)).size).toBe(Object.keys(PATTERNS).length);
      await using project = await newProject('component-library', { tools: ['axe'] });
      for (const { name, files } of components) {
        await project.write(`src/components/generated/${name}.tsx`, files.source);
        await project.write(`src/components/generated/${name}.test.tsx`, files.tests);
        await project.write(`src/components/generated/${name}.stories.tsx`, files.stories);
      }
      await project.install();
      for (const phase of ['lint', 'types', 'test', 'build'] as const) await project.run(phase);
    },
    PROJECT_MS,
  );
});
