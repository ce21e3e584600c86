import { builtinModules } from 'node:module';

/** Slugs of names that npm refuses, that name a module of Node, or that the file systems and addresses of a project give another meaning. */
const RESERVED = new Set([
  ...builtinModules.map((name) => name.replace(/^node:/, '')),
  ...[
    'node-modules',
    'favicon-ico',
    'package',
    'npm',
    'node',
    'new',
    'api',
    'graphql',
    'subgraph',
    'metrics',
    'assets',
    'con',
    'prn',
    'aux',
    'nul',
  ],
  ...Array.from({ length: 9 }, (_, index) => [`com${index + 1}`, `lpt${index + 1}`]).flat(),
]);

const LONGEST_NAME = 80;
const LONGEST_SLUG = 63;

/**
 * The npm package name for a project's name: `Aurora Shop` → `aurora-shop`. At most 63 characters, so that it is a DNS label too.
 * @returns the slug, or the problem to show
 */
export function slugFor(name: string): { slug: string } | { problem: string } {
  if (name.length === 0) return { problem: 'Give the project a name.' };
  if (name.length > LONGEST_NAME) return { problem: `At most ${LONGEST_NAME} characters.` };
  if (/\p{Cc}/u.test(name)) return { problem: 'Control characters are not allowed.' };
  if (/[/\\]|\.\./.test(name) || /^[._~]/.test(name))
    return { problem: 'A name is not a path: leave out slashes, two dots in a row, and a dot, _ or ~ at the beginning.' };
  const slug = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replaceAll('ß', 'ss')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  if (slug === '') return { problem: 'At least one letter from a to z or a digit is needed for the package name.' };
  if (slug.length > LONGEST_SLUG)
    return {
      problem: `The package name ${slug.slice(0, 20)}… would have ${slug.length} characters, at most ${LONGEST_SLUG} are possible.`,
    };
  if (RESERVED.has(slug)) return { problem: `The package name ${slug} is reserved: add a word.` };
  return { slug };
}
