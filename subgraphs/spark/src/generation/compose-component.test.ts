import { describe, expect, it } from 'vitest';
import { printFiles } from '../print/print-files.ts';
import { composeComponent } from './compose-component.ts';

const variables = new Set(['--color-spark-600', '--color-spark-700']);
const compose = (prompt: string) => composeComponent({ prompt }, { variables });

describe('[SPARK-1] a prompt is analysed', () => {
  it.each([
    ['Create a responsive card component', 'card', 'ResponsiveCard'],
    ['a form to sign up with name and email', 'form', 'GeneratedForm'],
    ['Modal that asks whether to remove the user', 'dialog', 'UserDialog'],
    ['a card with a button', 'card', 'GeneratedCard'],
    ['collapsible questions and answers', 'accordion', 'GeneratedAccordion'],
    ['type to find one of many cities in a list of suggestions', 'combobox', 'GeneratedCombobox'],
    ['compare invoices in rows and sort by column', 'table', 'GeneratedTable'],
    ['a snackbar that says that it was saved', 'toast', 'GeneratedToast'],
    ['kebab menu for a row', 'menu', 'GeneratedMenu'],
    ['call to action called "Try it now"', 'button', 'TryItNow'],
    ['a tab bar', 'tabs', 'GeneratedTabs'],
  ])('%s → %s', (prompt, pattern, name) => {
    const { analysis, spec } = compose(prompt);
    expect([analysis.pattern?.key, spec?.name]).toEqual([pattern, name]);
    expect(analysis.alternatives).toHaveLength(3);
    expect(analysis.experts.map(({ key }) => key)).toEqual(['DESIGN', 'LOGIC', 'PERFORMANCE']);
    const weights = analysis.experts.reduce((sum, { weight }) => sum + weight, 0);
    expect(Math.abs(weights - 1)).toBeLessThan(0.02);
    for (const { contributions } of analysis.experts) expect(contributions.length).toBeGreaterThan(0);
  });

  it.each(['quantum flux capacitor', 'make me rich', '…', '日本語'])('nothing fits “%s”, and the three nearest are named', (prompt) => {
    const { analysis, spec } = compose(prompt);
    expect([spec, analysis.pattern]).toEqual([undefined, null]);
    expect(analysis.alternatives).toHaveLength(3);
  });

  it('what it asks for gives an expert weight', () => {
    const design = (prompt: string) => compose(prompt).analysis.experts.find(({ key }) => key === 'DESIGN')?.weight ?? 0;
    expect(design('A compact, elevated, responsive card in the palette of spark')).toBeGreaterThan(design('A card'));
    expect(compose('A compact card in the palette of spark').analysis.experts[0]?.contributions.join(' ')).toMatch(/spacing scale.*SPARK/);
  });
});

it('[SPARK-3] another prompt gives another component, and the same one the same', async () => {
  const prompts = [
    ...[
      'A card',
      'A card with image',
      'A card with price',
      'A compact card',
      'An elevated card',
      'A responsive card',
      'A card with actions “A”, “B”',
    ],
    ...[
      'A form with name and email',
      'A form with name and phone',
      'A table with name and age',
      'A table with name and city',
      'A sortable table that can be filtered',
    ],
  ];
  const sources = await Promise.all(
    prompts.map(async (prompt) => (await printFiles(compose(`${prompt} called Same`).spec as never)).source),
  );
  expect(new Set(sources).size).toBe(prompts.length);
  expect((await printFiles(compose(`${prompts[0]} called Same`).spec as never)).source).toBe(sources[0]);
});
