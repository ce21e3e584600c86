import type { GenerationStatus } from '../../graphql/generated/graphql.ts';
import type { StateWord } from '../../ui/status.tsx';

export const GENERATION_WORDS: Readonly<Record<GenerationStatus, StateWord>> = {
  QUEUED: { word: 'Waiting', tone: 'unknown' },
  ANALYSING: { word: 'Reading', tone: 'busy' },
  GENERATING: { word: 'Writing', tone: 'busy' },
  VERIFYING: { word: 'Checking', tone: 'busy' },
  SUCCEEDED: { word: 'Ready', tone: 'up' },
  UNVERIFIED: { word: 'Not verified', tone: 'degraded' },
  FAILED: { word: 'Failed', tone: 'down' },
  UNMATCHED: { word: 'No pattern fits', tone: 'degraded' },
};

export interface Step {
  status: GenerationStatus;
  /** What is done in it. */
  title: string;
}

export const STEPS: readonly Step[] = [
  { status: 'ANALYSING', title: 'Read the prompt' },
  { status: 'GENERATING', title: 'Write three files' },
  { status: 'VERIFYING', title: 'Check them' },
];

const ORDER: readonly GenerationStatus[] = ['QUEUED', 'ANALYSING', 'GENERATING', 'VERIFYING', 'SUCCEEDED'];

export const hasEnded = (status: GenerationStatus): boolean => ['SUCCEEDED', 'UNVERIFIED', 'FAILED', 'UNMATCHED'].includes(status);

/** Whether the step is behind a generation of that status, under way in it, or ahead of it. */
export function progressOf(step: GenerationStatus, status: GenerationStatus): 'done' | 'now' | 'ahead' {
  if (status === 'UNMATCHED') return step === 'ANALYSING' ? 'done' : 'ahead';
  if (status === 'UNVERIFIED') return step === 'VERIFYING' ? 'ahead' : 'done';
  if (status === 'FAILED') return 'done';
  if (step === status) return 'now';
  return ORDER.indexOf(step) < ORDER.indexOf(status) ? 'done' : 'ahead';
}
