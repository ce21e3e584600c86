import { type Attribute, type Element, literal, type ViewNode } from '../spec/component-spec.ts';

/** The view as JSX, in any layout: it is formatted afterwards. */
export function printElement({ tag, attributes, children }: Element): string {
  const open = [tag, ...Object.entries(attributes).map(([name, value]) => printAttribute(name, value))].join(' ');
  return children.length === 0 ? `<${open} />` : `<${open}>${children.map(printChild).join('\n')}</${tag}>`;
}

function printAttribute(name: string, value: Attribute): string {
  if (name === '...') return `{...${codeOf(value)}}`;
  if (value === true) return name;
  if (typeof value === 'string') return /^[\w\s./:#-]*$/.test(value) ? `${name}="${value}"` : `${name}={${literal(value)}}`;
  return `${name}={${value.code}}`;
}

function codeOf(value: Attribute): string {
  return typeof value === 'object' ? value.code : '';
}

function printChild(node: ViewNode): string {
  if ('tag' in node) return printElement(node);
  if ('text' in node)
    return /^[\p{L}\p{N} .,!?–…’:-]+$/u.test(node.text) && node.text.trim() === node.text ? node.text : `{${literal(node.text)}}`;
  if ('code' in node) return `{${node.code}}`;
  if ('when' in node) return `{${node.when} && (${printValue(node.view)})}`;
  return `{${node.each}.map((${node.as}) => (${printElement(node.view)}))}`;
}

/** Where an expression stands, not a child. */
function printValue(node: ViewNode): string {
  return 'tag' in node ? printElement(node) : `<>${printChild(node)}</>`;
}
