import { z } from 'zod';
import { sourceFile } from '../component/component-input.ts';
import type { ComponentSources } from '../component/component-source.ts';
import { ModelFault } from './patient-fetch.ts';

const answer = z.object({ source: sourceFile, tests: sourceFile, stories: sourceFile });

/** The model answered, and not with three files. */
export class UnusableAnswer extends ModelFault {}

/** Models like to put fences and words around JSON. @throws UnusableAnswer that says what is wrong */
export function filesIn({ text, cutOff }: { text: string; cutOff: boolean }): ComponentSources {
  if (cutOff) throw new UnusableAnswer('its answer is longer than it may be, and was cut off');
  const parsed = answer.safeParse(jsonIn(text));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue?.path.join('.');
  throw new UnusableAnswer(`its answer is not the three files${where ? `: “${where}”: ${issue?.message}` : ''}`);
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1));
  } catch {
    throw new UnusableAnswer('its answer is not JSON');
  }
}
