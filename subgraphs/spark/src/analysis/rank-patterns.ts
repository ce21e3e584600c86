import { PATTERNS } from '../pattern/pattern-library.ts';
import type { PatternModule } from '../pattern/pattern-module.ts';
import { keywordsOf, wordsOf } from './words.ts';

export interface RankedPattern {
  pattern: PatternModule;
  score: number;
}

/** Okapi BM25, with its usual constants. */
const K1 = 1.2;
const B = 0.75;

/** What the name of a pattern in the prompt counts, beside its words. The first named one is what is asked for: `a card with a button`. */
const NAMED = 12;
const NAMED_LATER = 5;

/** Below this nothing in the library is what was asked for. */
export const FITS = 3;

const documents = Object.values(PATTERNS).map((pattern) => {
  const words = wordsOf([pattern.title, pattern.description, ...pattern.names, pattern.terms, ...pattern.examples].join(' '));
  return { pattern, words, counts: Map.groupBy(words, (word) => word) };
});
const averageLength = documents.reduce((sum, { words }) => sum + words.length, 0) / documents.length;

/** The patterns by how well they fit, the best first. */
export function rankPatterns(prompt: string): RankedPattern[] {
  const keywords = keywordsOf(prompt);
  const text = ` ${wordsOf(prompt).join(' ')} `;
  const named = documents.map(({ pattern }) => firstNaming(text, pattern));
  const earliest = Math.min(...named);
  return documents
    .map(({ pattern, words, counts }, at) => {
      const place = named[at] as number;
      const byName = place === Number.POSITIVE_INFINITY ? 0 : place === earliest ? NAMED : NAMED_LATER;
      const byWords = keywords.reduce((sum, word) => {
        const frequency = counts.get(word)?.length ?? 0;
        const holding = documents.filter((each) => each.counts.has(word)).length;
        const rarity = Math.log(1 + (documents.length - holding + 0.5) / (holding + 0.5));
        return sum + (rarity * frequency * (K1 + 1)) / (frequency + K1 * (1 - B + (B * words.length) / averageLength));
      }, 0);
      return { pattern, score: Math.round((byName + byWords) * 100) / 100 };
    })
    .sort((a, b) => b.score - a.score);
}

/** Where the prompt names the pattern first; infinity where it does not. The longer of two names at one place wins. */
function firstNaming(text: string, { names }: PatternModule): number {
  const places = names.flatMap((name) => {
    const words = wordsOf(name).join(' ');
    const at = text.indexOf(` ${words} `);
    return at === -1 ? [] : [at - words.length / 1_000];
  });
  return places.length === 0 ? Number.POSITIVE_INFINITY : Math.min(...places);
}
