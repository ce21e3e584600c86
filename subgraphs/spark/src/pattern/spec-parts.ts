import type { Intent } from '../analysis/intent.ts';
import { slugOf } from '../component/component-input.ts';
import { type ComponentSpec, elementsOf, type Prop } from '../spec/component-spec.ts';

type Given = Pick<ComponentSpec, 'pattern' | 'description' | 'view' | 'stories'> & Partial<ComponentSpec>;

/** A spec with what every component has. Modules write PART in the place of the component's class. */
export function specOf(intent: Intent, given: Given): ComponentSpec {
  const slug = slugOf(intent.name);
  for (const { attributes } of elementsOf(given.view)) {
    const { className } = attributes;
    if (typeof className === 'string') attributes['className'] = className.replace(/^PART/, slug);
  }
  const rules = (given.rules ?? []).map((rule) => ({ ...rule, selector: rule.selector.replaceAll('.PART', `.${slug}`) }));
  return { props: [], declarations: [], imports: new Set(), logic: [], tests: [], ...given, rules, name: intent.name, slug };
}

/** Where a component takes what is in it. */
export function children(doc: string): Prop {
  return { name: 'children', type: 'ReactNode', doc, required: true };
}

/** `first name` → `First name` */
function sentence(text: string): string {
  const trimmed = text.trim();
  return trimmed.charAt(0).toUpperCase() + trimmed.slice(1);
}

/** `First name` → `firstName`; a name of a property of our own. */
export function propertyName(text: string): string {
  const words = text
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9 ]+/g, ' ')
    .trim()
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const name = words.map((word, at) => (at === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1))).join('');
  return /^[a-z]/.test(name) ? name : `field${name}`;
}

/** What the prompt lists, or else what such a component usually has; each once, at most so many. */
export function itemsOr(intent: Intent, usual: readonly string[], most = 8): string[] {
  const given = intent.items.length > 0 ? intent.items : intent.quoted;
  const chosen = given.length >= 2 ? given : usual;
  return [...new Map(chosen.map((item) => [propertyName(item), sentence(item)])).values()].slice(0, most);
}

/** What the component is called where it is shown. */
export function titleOr({ quoted }: Intent, usual: string): string {
  return sentence(quoted[0] ?? usual);
}
