import { type ComponentSpec, literal } from '../spec/component-spec.ts';

/** Name.stories.tsx, unformatted. */
export function printStories({ name, stories }: ComponentSpec): string {
  return [
    `import { ${name}, type ${name}Props } from './${name}';\n`,
    `export default { title: ${literal(`Generated/${name}`)}, component: ${name} };\n`,
    ...stories.map((story) => `export const ${story.name}: { args: ${name}Props } = { args: ${story.args} };`),
  ].join('\n');
}
