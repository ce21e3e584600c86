import type { PatternModule } from '../pattern/pattern-module.ts';
import { type Feature, type Intent, PALETTES } from './intent.ts';
import { keywordsOf } from './words.ts';

const LONGEST_ITEM = 40;

/** By which words each feature is asked for. */
const LEXICON: Readonly<Record<Feature, RegExp>> = {
  responsive: /\bresponsive|mobile|adaptive|any width\b/i,
  image: /\b(image|picture|photo|thumbnail|cover)s?\b/i,
  icon: /\bicons?\b/i,
  actions: /\b(actions?|buttons?|undo)\b/i,
  badge: /\b(badge|tag|label|chip)s?\b/i,
  price: /\b(price|cost|product|shop)\b/i,
  link: /\b(link|clickable|navigat\w*|teaser)s?\b/i,
  busy: /\b(busy|loading|pending|spinner|submitting|progress)\b/i,
  disabled: /\bdisabled\b/i,
  danger: /\b(danger|destructive|delete|remove|error)\b/i,
  secondary: /\bsecondary\b/i,
  ghost: /\b(ghost|subtle|quiet|text button)\b/i,
  small: /\b(small|tiny|mini)\b/i,
  large: /\b(large|big|huge)\b/i,
  compact: /\b(compact|dense|tight)\b/i,
  elevated: /\b(elevated|shadow|raised|floating)\b/i,
  outlined: /\b(outlined?|bordered|flat)\b/i,
  dismissible: /\b(dismiss\w*|clos\w+)\b/i,
  success: /\b(success\w*|saved|done)\b/i,
  warning: /\b(warning|caution)\b/i,
  info: /\b(info|information)\b/i,
  sortable: /\b(sort\w*)\b/i,
  filterable: /\b(filter\w*|search\w*)\b/i,
  selectable: /\b(select\w*|checkbox\w*|bulk)\b/i,
  multiple: /\b(multiple|several|many)\b/i,
  vertical: /\b(vertical|sidebar|side by side)\b/i,
  required: /\brequired\b/i,
  footer: /\bfooter\b/i,
  timed: /\b(auto[- ]?hid\w*|timeout|seconds)\b/i,
};

/** What the prompt asks of the pattern. */
export function readIntent(prompt: string, pattern: PatternModule, name?: string): Intent {
  const quoted = quotedIn(prompt);
  const features = new Set((Object.keys(LEXICON) as Feature[]).filter((feature) => LEXICON[feature].test(prompt)));
  const palette = PALETTES.find((each) => new RegExp(`\\b${each}\\b`, 'i').test(prompt));
  return {
    prompt,
    name: name ?? nameIn(prompt) ?? `${adjectiveIn(prompt, features)}${NAMES[pattern.key]}`,
    features,
    items: itemsIn(prompt),
    quoted,
    ...(palette && { palette }),
    keywords: keywordsOf(prompt),
  };
}

const NAMES: Readonly<Record<PatternModule['key'], string>> = {
  button: 'Button',
  card: 'Card',
  form: 'Form',
  dialog: 'Dialog',
  tabs: 'Tabs',
  accordion: 'Accordion',
  menu: 'Menu',
  table: 'Table',
  combobox: 'Combobox',
  toast: 'Toast',
};

/** The word before what is asked for, where it says what it is about: `a product card` → Product. */
function adjectiveIn(prompt: string, features: ReadonlySet<Feature>): string {
  const word =
    /\b(product|profile|user|team|login|contact|newsletter|checkout|pricing|account|settings|country|order|invoice|faq|article|search|confirmation|sign-?up)\b/i.exec(
      prompt,
    )?.[1];
  if (word !== undefined) return pascal(word);
  if (features.has('responsive')) return 'Responsive';
  if (features.has('danger')) return 'Danger';
  return 'Generated';
}

/** `called ProductTile`, `named "Product tile"` */
function nameIn(prompt: string): string | undefined {
  const given = /\b(?:called|named)\s+(?:["“'‘]([^"”'’]{1,60})["”'’]|([A-Z][A-Za-z0-9]*))/.exec(prompt);
  const name = pascal(given?.[1] ?? given?.[2] ?? '');
  return /^[A-Z][A-Za-z0-9]{0,63}$/.test(name) ? name : undefined;
}

function pascal(text: string): string {
  return (text.normalize('NFKD').match(/[A-Za-z0-9]+/g) ?? []).map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}

function quotedIn(prompt: string): string[] {
  const found = [...prompt.matchAll(/"([^"]+)"|“([^”]+)”|‘([^’]+)’|(?<![\p{L}\p{N}])'([^']+)'(?![\p{L}\p{N}])/gu)];
  const named = /\b(?:called|named)\s*$/;
  return found
    .filter(({ index }) => !named.test(prompt.slice(0, index)))
    .map((match) => clean(match.slice(1).find((text) => text !== undefined) ?? ''))
    .filter((text) => text !== '');
}

/** What is listed behind `with`, `for`, `columns`, a colon, and their like: `with name, email and phone`. */
function itemsIn(prompt: string): string[] {
  const plain = prompt.replace(/"[^"]*"|“[^”]*”|‘[^’]*’/g, ' ');
  const lists = [
    ...plain.matchAll(
      /(?:\b(?:with|for|fields?|columns?|tabs?|items?|options?|sections?|actions?|of|has|have|including|between)\b:?|:)\s+([^.;:!?]+)/gi,
    ),
  ];
  const items = lists
    .map((match) => (match[1] ?? '').split(/\s*,\s*(?:and\s+|or\s+)?|\s+(?:and|or)\s+/i).map(itemOf))
    .map((list) => list.filter((item) => item !== ''))
    .filter((list) => list.length >= 2);
  return items.sort((a, b) => b.length - a.length)[0] ?? [];
}

/** An item without the words around it. */
function itemOf(text: string): string {
  const item = clean(text)
    .replace(/^.*\b(?:with|for|fields?|columns?|tabs?|options?|sections?)\b:?\s+/i, '')
    .replace(/^(?:an?|the|its|their|some)\s+/i, '')
    .replace(/\s+(?:fields?|columns?|tabs?|options?|sections?|items?|that|which|can)\b.*$/i, '')
    .trim();
  return NO_ITEM.test(item) || item.split(' ').length > 4 ? '' : item;
}

/** What describes the component, and is nothing that it lists. */
const NO_ITEM =
  /^(?:(?:busy|loading|disabled) state|icon|image|picture|badge|actions?|buttons?|close button|validation|sort\w*|filter\w*|search\w*|select\w*(?: rows?)?|checkbox\w*|pagination|arrow keys|keyboard.*|shadow|border|footer|header|title|text)$/i;

function clean(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cf}]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, LONGEST_ITEM);
}
