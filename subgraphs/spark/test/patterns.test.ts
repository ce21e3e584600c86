import { temporaryFolder, type TemporaryFolder } from '@wissil/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ComponentVerifier } from '../src/verify/component-verifier.ts';
import { makeComponent, openVerifier, VARIABLES } from './scene.ts';

let folder: TemporaryFolder;
let verifier: ComponentVerifier;

beforeAll(async () => {
  folder = await temporaryFolder();
  verifier = await openVerifier(folder.path);
});
afterAll(() => folder.remove());

const verify = async (prompt: string, change: (source: string) => string = (source) => source) => {
  const { name, files } = await makeComponent(prompt);
  return verifier.verify(name, { ...files, source: change(files.source) }, { variables: VARIABLES, signal: new AbortController().signal });
};

const HOSTILE =
  'A form called "Odd" for `${process.exit()}`, </style><script>alert(1)</script>, "; DROP, {constructor.constructor} and first name';
describe('[SPARK-2] [SPARK-3] what each pattern makes compiles, passes its tests, has nothing that axe finds, and wears tokens alone', () => {
  it.concurrent.each([
    ['button', 'A danger button with an icon and a busy state'],
    ['button', 'A compact spark button called "Launch it"'],
    ['card', 'Create a responsive card component'],
    ['card', 'A product card with image, price, badge and actions “Add to cart”, “Remember”'],
    ['card', 'A clickable teaser card with image, elevated'],
    ['form', 'A login form with email and password'],
    ['form', 'A contact form with busy state: name, email, phone, website, age and optional message'],
    ['form', HOSTILE],
    ['dialog', 'A confirmation dialog “Delete the project?” with actions “Delete” and “Keep”'],
    ['tabs', 'Vertical tabs with profile, security and billing'],
    ['tabs', 'Tabs for Overview and Activity'],
    ['accordion', 'An FAQ accordion with shipping, returns and payment'],
    ['accordion', 'An accordion where multiple sections can be open'],
    ['menu', 'A menu with rename, duplicate and delete'],
    ['table', 'A sortable table of users with name, email and role'],
    ['table', 'A table with name, price and stock that can be filtered and selectable rows'],
    ['combobox', 'A combobox “Country” with Austria, Germany and Switzerland'],
    ['toast', 'A success toast “Saved” with an undo action'],
  ])('%s: %s', { timeout: 60_000 }, async (pattern, prompt) => {
    expect((await makeComponent(prompt)).pattern).toBe(pattern);
    const report = await verify(prompt);
    expect(report.checks.filter(({ status }) => status !== 'PASSED')).toEqual([]);
    expect(report.passed).toBe(true);
  });

  it.each(['A form “*/ globalThis.taken = true; /*” and “email”', 'A table with “*/ globalThis.taken = true; /*” and “email”'])(
    'words that would end a comment stay in it: %s',
    async (prompt) => {
      const { source } = (await makeComponent(prompt)).files;
      expect(source.toLowerCase()).toContain('globalthis.taken');
      const code = source.replace(/\/\*[^]*?\*\/|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"/g, '');
      expect(code.toLowerCase()).not.toContain('globalthis.taken');
    },
  );
});

describe('[SPARK-3] the tests that come with a component notice when it breaks', () => {
  it.concurrent.each<[string, string, string, string]>([
    ['a button that can be pressed while it is disabled', 'A button', 'disabled={disabled}', ''],
    ['a button that ignores its variant', 'A button', 'data-variant={variant}', 'data-variant="primary"'],
    ['a card that is not named by its title', 'A card', 'aria-labelledby={titleId}', ''],
    ['a card that drops its price', 'A card with price', '{price && <p className="generated-card-price">{price}</p>}', ''],
    ['a form that sends what is wrong', 'A login form with email and password', 'if (firstWrong)', 'if (firstWrong && false)'],
    [
      'a form that takes any e-mail address',
      'A login form with email and password',
      '!/^[^\\s@]+@[^\\s@]+\\.[^\\s@]+$/.test(value)',
      'false',
    ],
    ['a dialog that closes on a press inside', 'A dialog', 'event.target === dialog.current', 'event.target'],
    ['tabs that do not go round their ends', 'Tabs for One, Two and Three', '(to + enabled.length) % enabled.length', 'to'],
    ['an accordion that leaves the others open', 'An accordion', 'opens ? [id] : []', 'opens ? [...open, id] : []'],
    ['a menu that chooses what is disabled', 'A menu', 'if (item.disabled) return;', ''],
    ['a table that sorts the wrong way', 'A table with name and age', '(sort.descending ? -1 : 1)', '(sort.descending ? 1 : -1)'],
    ['a combobox that finds everything', 'A combobox', '.includes(text.trim().toLowerCase())', '.includes("")'],
    ['a toast that goes while somebody reads it', 'A toast', 'if (duration === 0 || held)', 'if (duration === 0)'],
  ])('%s', { timeout: 60_000 }, async (_what, prompt, from, to) => {
    const { files } = await makeComponent(prompt);
    expect(files.source, 'what the mutant changes').toContain(from);
    const report = await verify(prompt, (text) => text.replace(from, to));
    expect(report.checks.find(({ name }) => name === 'tests')?.status).toBe('FAILED');
  });
});

describe('[SPARK-3] a check', () => {
  const card = (change: (source: string) => string) => verify('A card', change);
  const detailsOf = async (name: string, change: (source: string) => string) =>
    (await card(change)).checks.find((check) => check.name === name)?.details.join('\n');

  it('of types says where and what', { timeout: 30_000 }, async () => {
    expect(await detailsOf('types', (text) => text.replace('title: string;', 'title: number;'))).toMatch(
      /GeneratedCard\.(test|stories)\.tsx\(\d+,\d+\): error TS2322/,
    );
  });

  it(
    'of lint finds broken rules of hooks, dangerous code and foreign imports, which no comment turns off',
    { timeout: 30_000 },
    async () => {
      const details = await detailsOf('lint', (text) =>
        text
          .replace(/^/, "/* eslint-disable */ // oxlint-disable\nimport { readFileSync } from 'node:fs';\n")
          .replace(
            'const titleId = useId();',
            "if (title) useId();\nconst titleId = useId();\neval('1');\nwindow.fetch('/x');\nvoid readFileSync;\nvoid import('./other');",
          )
          .replace('<article', '<article dangerouslySetInnerHTML={{ __html: title }}'),
      );
      expect(details).toMatch(/^GeneratedCard\.tsx\(2,\d+\): “node:fs” cannot be imported here: there is react, react-dom\. \(imports\)$/m);
      expect(details).toContain('“./other” cannot be imported here');
      for (const rule of ['rules-of-hooks', 'no-eval', 'no-restricted-properties', 'no-danger'])
        expect(details).toMatch(new RegExp(`^GeneratedCard\\.tsx\\(\\d+,\\d+\\): .+ \\(${rule}\\)$`, 'm'));
    },
  );

  it('of lint is quick', { timeout: 30_000 }, async () => {
    const lint = (await card((text) => text)).checks.find(({ name }) => name === 'lint');
    expect(lint).toMatchObject({ status: 'PASSED', details: [] });
    // Beside two other checks on two processors, of which it takes a tenth of a second.
    expect(lint?.durationMs).toBeLessThan(3_000);
  });

  it('of accessibility finds what has no name', { timeout: 30_000 }, async () => {
    expect(await detailsOf('accessibility', (text) => text.replace('{title}\n', '').replace('<article', '<article role="img"'))).toMatch(
      /role-img-alt|empty-heading/,
    );
  });

  it('[SLATE-6] of tokens finds colours, lengths and custom properties that are not SLATE’s', async () => {
    const details = await detailsOf('tokens', (text) =>
      text.replace('gap: var(--space-2);', 'gap: 13px; color: #b00; background: var(--color-nowhere);'),
    );
    expect(details).toContain('--color-nowhere is no token of SLATE.');
    expect(details).toContain('#b00 is a colour of its own');
    expect(details).toContain('13px is a length of its own');
  });

  it('[FLOW-2] stops code that never ends', { timeout: 40_000 }, async () => {
    const impatient = await openVerifier(folder.path, 4);
    const { name, files } = await makeComponent('A card');
    const source = files.source.replace('const titleId = useId();', 'const titleId = useId();\n  while (title) globalThis.name = title;');
    const report = await impatient.verify(name, { ...files, source }, { variables: VARIABLES, signal: new AbortController().signal });
    expect(report.checks.find((check) => check.name === 'tests')).toMatchObject({
      status: 'FAILED',
      details: ['It did not end within 4 s and was stopped: look for a loop without an end.'],
    });
  });

  it('keeps tests away from the host and its network', { timeout: 30_000 }, async () => {
    const { name, files } = await makeComponent('A card');
    const tests = `import { readFileSync } from 'node:fs';\nimport { expect, it } from 'vitest';\nit('reads', () => expect(readFileSync('/etc/hostname', 'utf8')).toBeTruthy());\nit('calls', async () => expect((await fetch('http://127.0.0.1:1')).ok).toBe(true));`;
    const report = await verifier.verify(name, { ...files, tests }, { variables: VARIABLES, signal: new AbortController().signal });
    expect(report.checks.find((check) => check.name === 'tests')?.details.join('\n')).toMatch(/reads: .*ENOENT[\s\S]*calls: /);
  });
});
