import { format } from 'prettier';
import type { ComponentSources } from '../component/component-source.ts';
import type { ComponentSpec } from '../spec/component-spec.ts';
import { printComponent } from './print-component.ts';
import { printStories } from './print-stories.ts';
import { printTests } from './print-tests.ts';

/** Name.tsx, Name.test.tsx and Name.stories.tsx. */
export async function printFiles(spec: ComponentSpec): Promise<ComponentSources> {
  const [source, tests, stories] = await Promise.all([printComponent(spec), printTests(spec), printStories(spec)].map(tidy));
  return { source: source ?? '', tests: tests ?? '', stories: stories ?? '' };
}

function tidy(text: string): Promise<string> {
  return format(text, { parser: 'typescript', printWidth: 120, singleQuote: true });
}
