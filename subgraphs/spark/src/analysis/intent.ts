/** What a prompt asks for besides the pattern; each is a word of the lexicon (features.ts). */
export type Feature =
  | 'responsive'
  | 'image'
  | 'icon'
  | 'actions'
  | 'badge'
  | 'price'
  | 'link'
  | 'busy'
  | 'disabled'
  | 'danger'
  | 'secondary'
  | 'ghost'
  | 'small'
  | 'large'
  | 'compact'
  | 'elevated'
  | 'outlined'
  | 'dismissible'
  | 'success'
  | 'warning'
  | 'info'
  | 'sortable'
  | 'filterable'
  | 'selectable'
  | 'multiple'
  | 'vertical'
  | 'required'
  | 'footer'
  | 'timed';

/** A system whose palette a component can wear. */
export const PALETTES = ['waypoint', 'ignition', 'slate', 'spark', 'ignis', 'landing'] as const;
type Palette = (typeof PALETTES)[number];

export interface Intent {
  prompt: string;
  /** PascalCase. */
  name: string;
  features: ReadonlySet<Feature>;
  /** What the prompt lists: fields, columns, tabs, options, actions. */
  items: readonly string[];
  /** What stands in quotation marks. */
  quoted: readonly string[];
  palette?: Palette;
  keywords: readonly string[];
}
