import { type ComponentSpec, type LogicStep, type Prop, type StyleRule } from '../spec/component-spec.ts';
import { printElement } from './print-view.ts';

/** Name.tsx, unformatted. */
export function printComponent(spec: ComponentSpec): string {
  const { name, slug, description, declarations, imports, logic, view, rules } = spec;
  const props: Prop[] = [...spec.props, { name: 'className', type: 'string', doc: 'Further classes of the outermost element.' }];
  const memo = imports.has('memo');
  const parameters = `{ ${props.map(({ name: prop, initial }) => (initial === undefined ? prop : `${prop} = ${initial}`)).join(', ')} }: ${name}Props`;
  return [
    ...(imports.size > 0 ? [`import { ${[...imports].sort(byName).join(', ')} } from 'react';\n`] : []),
    ...declarations.map((declaration) => `${declaration}\n`),
    `export interface ${name}Props {`,
    ...props.flatMap(({ name: prop, type, doc, required }) => [...(doc ? [comment(doc)] : []), `${prop}${required ? '' : '?'}: ${type};`]),
    '}\n',
    comment(description),
    memo ? `export const ${name} = memo(function ${name}(${parameters}) {` : `export function ${name}(${parameters}) {`,
    ...logic.map(printStep),
    'return (<>',
    `<style href="${slug}" precedence="luminera">{styles}</style>`,
    printElement({ ...view, attributes: { className: { code: `['${slug}', className].filter(Boolean).join(' ')` }, ...view.attributes } }),
    '</>);',
    memo ? '});\n' : '}\n',
    `const styles = \`\n${rules.map((rule) => printRule(slug, rule)).join('\n')}\n\`;`,
  ].join('\n');
}

/** Words of the prompt may stand in it: they do not end it. */
function comment(text: string): string {
  return `/** ${text.replaceAll('*/', '* /')} */`;
}

function printStep(step: LogicStep): string {
  if ('code' in step) return step.code;
  const { name, value, dependsOn, remembered } = step;
  return remembered ? `const ${name} = useMemo(() => ${value}, [${dependsOn.join(', ')}]);` : `const ${name} = ${value};`;
}

function printRule(slug: string, { selector, declarations, at: condition }: StyleRule): string {
  const body = Object.entries(declarations).map(([property, value]) => `${property}: ${value};`);
  const selectors = selector.split(',').map((part, at) => `.${slug}${at === 0 ? part : part.trim().replace(/^(?=[a-z])/, ' ')}`);
  const rule = `${selectors.join(', ')} { ${body.join(' ')} }`;
  return condition ? `${condition} { ${rule} }` : rule;
}

/** Types last, as `type X` sorts by X. */
function byName(a: string, b: string): number {
  return a.replace('type ', '').localeCompare(b.replace('type ', ''));
}
