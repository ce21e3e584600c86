import { readTemplates } from '../../prisma/seed.ts';
import type { TemplateInput } from '../template/template-input.ts';
import type { ScaffoldFile, ScaffoldRequest } from './scaffold-request.ts';

/** A sheet as SLATE writes it, with a token of each group. */
const THEME: Readonly<Record<'css' | 'tailwind', string>> = {
  css: `:root {
  --color-action-primary: oklch(0.535 0.2107 268.4);
  --font-family-sans: Inter, sans-serif;
  --font-size-xl: 1.25rem;
  --text-xl: 400 1.25rem/1.5 Inter, sans-serif;
  --space-1: 4px;
  --radius-md: 8px;
  --shadow-sm: 0px 1px 2px 0px oklch(0.245 0.0134 262 / 0.06);
  --effect-blur-sm: 4px;
  --duration-fast: 120ms;
}
`,
  tailwind: `@theme static {
  --color-action-primary: oklch(0.535 0.2107 268.4);
  --radius-md: 8px;
  --shadow-sm: 0px 1px 2px 0px oklch(0.245 0.0134 262 / 0.06);
}

@theme inline {
  --font-sans: var(--font-family-sans);
  --text-xl: var(--font-size-xl);
  --spacing: var(--space-1);
  --blur-sm: var(--effect-blur-sm);
  --ease-standard: var(--easing-standard);
}

:root {
  --font-family-sans: Inter, sans-serif;
  --font-size-xl: 1.25rem;
  --space-1: 4px;
  --effect-blur-sm: 4px;
  --duration-fast: 120ms;
}
`,
};

export const templates = await readTemplates();

export function requestOf(slug: string, change: Partial<ScaffoldRequest> = {}): ScaffoldRequest {
  const version = templates.find((template) => template.slug === slug)?.version ?? '';
  return {
    template: { slug, version },
    name: 'Aurora Shop',
    slug: 'aurora-shop',
    description: 'Sells light.',
    inputs: {},
    themeCss: THEME.tailwind,
    ...change,
  };
}

/** By path; every file of a template is text. */
export function contents(files: readonly ScaffoldFile[]): Map<string, string> {
  return new Map(files.map(({ path, content }) => [path, content.toString()]));
}

/** Texts that a TEXT question takes, other than its default. */
const TEXTS: Readonly<Record<string, string>> = {
  packageScope: '@lumen',
  tokenSet: 'midnight',
  repositoryOwner: 'lumen',
  defaultBranch: 'trunk',
  healthPath: '/healthz',
};

/** The answers to one question, each of which differs from the default by one choice. */
export function otherAnswers({ key, kind, options, defaultValue }: TemplateInput): unknown[] {
  const values = options.map(({ value }) => value);
  const chosen = Array.isArray(defaultValue) ? defaultValue : [];
  switch (kind) {
    case 'TEXT':
      return [TEXTS[key]];
    case 'BOOLEAN':
      return [!(defaultValue as boolean)];
    case 'CHOICE':
      return values.filter((value) => value !== defaultValue);
    case 'MULTI_CHOICE':
      return values.map((value) => (chosen.includes(value) ? chosen.filter((each) => each !== value) : [...chosen, value]));
  }
}

/** Requests that reach every line of a template: its defaults, each other answer by itself, and as much and as little as there is to choose. */
export function manyRequests(): { name: string; request: ScaffoldRequest }[] {
  return templates.flatMap(({ slug, inputs }) => {
    const all = inputs.filter(({ kind }) => kind === 'MULTI_CHOICE' || kind === 'BOOLEAN');
    const extremes = [true, false].map((much) => ({
      name: much ? 'everything' : 'nothing',
      inputs: Object.fromEntries(
        all.map(({ key, kind, options }) => [key, kind === 'BOOLEAN' ? much : much ? options.map(({ value }) => value) : []]),
      ) as Record<string, unknown>,
    }));
    const singles = inputs.flatMap((input) =>
      otherAnswers(input).flatMap((answer) =>
        extremes.map((extreme) => ({
          name: `${extreme.name}, ${input.key} ${JSON.stringify(answer)}`,
          inputs: { ...extreme.inputs, [input.key]: answer },
        })),
      ),
    );
    return [{ name: 'defaults', inputs: {} }, ...extremes, ...singles].map((each) => ({
      name: `${slug}: ${each.name}`,
      request: requestOf(slug, { inputs: each.inputs }),
    }));
  });
}
