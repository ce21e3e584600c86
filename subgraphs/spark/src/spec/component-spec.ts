/** What a component is, before it is code: pattern modules make it, experts change it, and its three files are printed from it. */
export interface ComponentSpec {
  /** PascalCase. */
  name: string;
  /** Of its classes: `text-field`. */
  slug: string;
  pattern: string;
  /** One sentence. */
  description: string;
  props: Prop[];
  /** Declarations beside the props: exported interfaces and constants. */
  declarations: string[];
  /** Names that the code needs of React. */
  imports: Set<string>;
  logic: LogicStep[];
  view: Element;
  rules: StyleRule[];
  tests: TestCase[];
  stories: Story[];
}

export interface Prop {
  name: string;
  /** TypeScript. */
  type: string;
  doc?: string;
  /** TypeScript. */
  initial?: string;
  required?: boolean;
}

/** A statement of the component's body. One that only computes a value names what it depends on, so that it can be remembered. */
export type LogicStep = { code: string } | { name: string; value: string; dependsOn: readonly string[]; remembered?: boolean };

export interface Element {
  tag: string;
  attributes: Record<string, Attribute>;
  children: ViewNode[];
}
export type Attribute = string | true | { code: string };
export type ViewNode =
  Element | { text: string } | { code: string } | { when: string; view: ViewNode } | { each: string; as: string; view: Element };

/** `selector` is what follows the component's class: `-title`, `:hover`, `[data-size='sm']`. */
export interface StyleRule {
  selector: string;
  /** Values of tokens alone. */
  declarations: Record<string, string>;
  /** `@container (min-width: 30rem)`. */
  at?: string;
}

interface TestCase {
  name: string;
  /** TypeScript: the body of the test. */
  body: string;
}

interface Story {
  /** PascalCase. */
  name: string;
  /** TypeScript: an object of props. */
  args: string;
}

export function element(tag: string, attributes: Record<string, Attribute>, ...children: (ViewNode | string)[]): Element {
  return { tag, attributes, children: children.map((child) => (typeof child === 'string' ? { text: child } : child)) };
}

export const code = (text: string): { code: string } => ({ code: text });

/** Any text as a TypeScript literal that cannot leave its place: not in code, and not in a script or style of a page. */
export function literal(value: unknown): string {
  return JSON.stringify(value)
    .replace(/</g, '\\u003c')
    .replace(/\u2028/g, '\\u2028')
    .replace(/\u2029/g, '\\u2029');
}

/** Every element of the view. */
export function* elementsOf(node: ViewNode): Generator<Element> {
  if ('tag' in node) {
    yield node;
    for (const child of node.children) yield* elementsOf(child);
  } else if ('view' in node) yield* elementsOf(node.view);
}
