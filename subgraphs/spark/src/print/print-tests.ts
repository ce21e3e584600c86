import { type ComponentSpec, literal } from '../spec/component-spec.ts';

/** Name.test.tsx, unformatted. Which DOM it runs in, happy-dom or jsdom, says the configuration of the project. */
export function printTests({ name, slug, tests, stories }: ComponentSpec): string {
  const bodies = tests.map(({ body }) => body).join('\n');
  const used = (candidates: readonly string[]) => candidates.filter((each) => new RegExp(`\\b${each}\\b`).test(bodies));
  const library = ['cleanup', ...used(['fireEvent', 'within']), 'render', 'screen'].sort();
  const vitest = ['afterEach', 'describe', 'expect', 'it', ...used(['vi'])].sort();
  return [
    `import { ${library.join(', ')} } from '@testing-library/react';`,
    `import { ${vitest.join(', ')} } from 'vitest';`,
    `import { ${name}, type ${name}Props } from './${name}';\n`,
    `const sample: ${name}Props = ${stories[0]?.args ?? '{}'};\n`,
    'afterEach(cleanup);\n',
    `describe(${literal(name)}, () => {`,
    ...tests.map((test) => `it(${literal(test.name)}, ${/\bawait\b/.test(test.body) ? 'async ' : ''}() => {\n${test.body}\n});\n`),
    `it('takes further classes', () => {
      const { container } = render(<${name} {...sample} className="further" />);
      expect(container.querySelector('.${slug}.further')).not.toBeNull();
    });`,
    '});',
  ].join('\n');
}
