import type { Intent } from '../analysis/intent.ts';
import type { ComponentSpec } from '../spec/component-spec.ts';

export type ExpertKey = 'DESIGN' | 'LOGIC' | 'PERFORMANCE';

/** What an expert may use of SLATE. */
export interface DesignContext {
  /** The custom properties of the tokens that there are. */
  variables: ReadonlySet<string>;
}

/** The seam of the experts (SPARK-2): each looks at the whole spec from one side, and changes it in place. */
export interface Expert {
  key: ExpertKey;
  title: string;
  /** How much the prompt asks for it; from these the shares of all are made. */
  weigh(intent: Intent, spec: ComponentSpec): number;
  /** @returns what it did, a sentence each */
  apply(spec: ComponentSpec, intent: Intent, context: DesignContext): string[];
}
