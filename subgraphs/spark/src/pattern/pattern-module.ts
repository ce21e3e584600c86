import type { Intent } from '../analysis/intent.ts';
import type { ComponentSpec } from '../spec/component-spec.ts';

export type PatternKey = 'button' | 'card' | 'form' | 'dialog' | 'tabs' | 'accordion' | 'menu' | 'table' | 'combobox' | 'toast';

/** The seam of the pattern library: one kind of component, as the W3C's ARIA Practices describe it. */
export interface PatternModule {
  key: PatternKey;
  title: string;
  description: string;
  /** The words by which people ask for it; any of them names the pattern. */
  names: readonly string[];
  /** Further words that speak for it. */
  terms: string;
  examples: readonly string[];
  /** Structure, semantics and behaviour; the experts do the rest. */
  build(intent: Intent): ComponentSpec;
}
