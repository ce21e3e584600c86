import type { Intent } from '../analysis/intent.ts';
import { FITS, type RankedPattern, rankPatterns } from '../analysis/rank-patterns.ts';
import { readIntent } from '../analysis/read-intent.ts';
import { designExpert } from '../expert/design-expert.ts';
import type { DesignContext, Expert, ExpertKey } from '../expert/expert.ts';
import { logicExpert } from '../expert/logic-expert.ts';
import { performanceExpert } from '../expert/performance-expert.ts';
import { PATTERNS } from '../pattern/pattern-library.ts';
import type { PatternKey, PatternModule } from '../pattern/pattern-module.ts';
import type { ComponentSpec } from '../spec/component-spec.ts';

const EXPERTS: readonly Expert[] = [designExpert, logicExpert, performanceExpert];

/** How many patterns are offered where the prompt does not decide. */
const NEAREST = 3;

export interface ExpertShare {
  key: ExpertKey;
  title: string;
  /** Of all three, from 0 to 1. */
  weight: number;
  contributions: string[];
}

export interface Analysis {
  keywords: readonly string[];
  features: readonly string[];
  /** Null where nothing in the library is what was asked for. */
  pattern: PatternMatch | null;
  /** The next best; all three where there is none. */
  alternatives: PatternMatch[];
  experts: ExpertShare[];
}

export interface PatternMatch {
  key: PatternKey;
  title: string;
  score: number;
}

export interface Composed {
  analysis: Analysis;
  intent: Intent;
  spec: ComponentSpec;
}

/**
 * From a prompt to a spec: the pattern that fits best, or the one that is asked for by its key, and the experts in their turn.
 * @returns no spec where nothing fits: the analysis then names the nearest
 */
export function composeComponent(
  request: { prompt: string; pattern?: PatternKey | null; name?: string | null },
  context: DesignContext,
): Composed | { analysis: Analysis; spec: undefined } {
  const ranked = rankPatterns(request.prompt);
  const chosen = request.pattern ? PATTERNS[request.pattern] : bestOf(ranked);
  if (chosen === undefined) {
    const alternatives = ranked.slice(0, NEAREST).map(matchOf);
    return { analysis: { ...readWords(request.prompt, PATTERNS.card), pattern: null, alternatives, experts: [] }, spec: undefined };
  }
  const intent = readIntent(request.prompt, chosen, request.name ?? undefined);
  const spec = chosen.build(intent);
  const weights = EXPERTS.map((expert) => expert.weigh(intent, spec));
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  const experts = EXPERTS.map((expert, at) => ({
    key: expert.key,
    title: expert.title,
    weight: Math.round(((weights[at] as number) / all) * 100) / 100,
    contributions: expert.apply(spec, intent, context),
  }));
  const others = ranked.filter(({ pattern }) => pattern !== chosen).slice(0, NEAREST);
  const score = ranked.find(({ pattern }) => pattern === chosen)?.score ?? 0;
  return {
    analysis: {
      ...readWords(request.prompt, chosen),
      pattern: matchOf({ pattern: chosen, score }),
      alternatives: others.map(matchOf),
      experts,
    },
    intent,
    spec,
  };
}

function bestOf([best]: readonly RankedPattern[]): PatternModule | undefined {
  return best && best.score >= FITS ? best.pattern : undefined;
}

function readWords(prompt: string, pattern: PatternModule): Pick<Analysis, 'keywords' | 'features'> {
  const { keywords, features } = readIntent(prompt, pattern);
  return { keywords, features: [...features] };
}

function matchOf({ pattern: { key, title }, score }: RankedPattern): PatternMatch {
  return { key, title, score };
}
