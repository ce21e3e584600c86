import type { Analysis } from '../generation/compose-component.ts';
import type { ComponentSources } from '../component/component-source.ts';
import type { Report } from '../verify/report.ts';

/** What the experts' seats are given: the built-in component is the draft, and what a check found is to be mended. */
export interface ModelTask {
  prompt: string;
  name: string;
  analysis: Analysis;
  draft: ComponentSources;
  /** The custom properties of SLATE. */
  variables: readonly string[];
  /** Of the model's own last answer. */
  report?: Report;
}

/** The seam of language models: something that takes the experts' seats. What it answers is verified like everything else. */
export interface ModelProvider {
  /** As people are told: `gpt-oss:20b`. */
  readonly name: string;
  /** @throws Error in a sentence, where the model does not answer, or answers something else */
  write(task: ModelTask, signal: AbortSignal): Promise<ComponentSources>;
}
