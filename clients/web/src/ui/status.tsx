import type { ReactNode } from 'react';
import type { BuildStatus, DependencyStatus, DeploymentStatus, HealthStatus, PipelineRunStatus } from '../graphql/generated/graphql.ts';
import styles from './ui.module.css';

export type Tone = 'up' | 'degraded' | 'down' | 'unknown' | 'busy';

/** How a state is said and coloured; the word is always there, colour never speaks alone. */
export interface StateWord {
  word: string;
  tone: Tone;
}

export const HEALTH_WORDS: Readonly<Record<HealthStatus, StateWord>> = {
  UP: { word: 'Up', tone: 'up' },
  DEGRADED: { word: 'Degraded', tone: 'degraded' },
  DOWN: { word: 'Down', tone: 'down' },
  UNKNOWN: { word: 'Unknown', tone: 'unknown' },
};

export const DEPENDENCY_WORDS: Readonly<Record<DependencyStatus, StateWord>> = {
  UP: { word: 'Up', tone: 'up' },
  DOWN: { word: 'Down', tone: 'down' },
  NOT_CONFIGURED: { word: 'Not configured', tone: 'unknown' },
};

export const BUILD_WORDS: Readonly<Record<BuildStatus, StateWord>> = {
  QUEUED: { word: 'Queued', tone: 'unknown' },
  RUNNING: { word: 'Running', tone: 'busy' },
  SUCCEEDED: { word: 'Succeeded', tone: 'up' },
  FAILED: { word: 'Failed', tone: 'down' },
};

export const DEPLOYMENT_WORDS: Readonly<Record<DeploymentStatus, StateWord>> = {
  PENDING: { word: 'Pending', tone: 'unknown' },
  IN_PROGRESS: { word: 'In progress', tone: 'busy' },
  SUCCEEDED: { word: 'Succeeded', tone: 'up' },
  FAILED: { word: 'Failed', tone: 'down' },
  AWAITING_APPROVAL: { word: 'Awaits approval', tone: 'degraded' },
  ROLLED_BACK: { word: 'Rolled back', tone: 'down' },
  REJECTED: { word: 'Rejected', tone: 'down' },
};

export const RUN_WORDS: Readonly<Record<PipelineRunStatus, StateWord>> = {
  QUEUED: { word: 'Queued', tone: 'unknown' },
  BUILDING: { word: 'Building', tone: 'busy' },
  PUBLISHING: { word: 'Publishing', tone: 'busy' },
  DEPLOYING: { word: 'Deploying', tone: 'busy' },
  SUCCEEDED: { word: 'Succeeded', tone: 'up' },
  FAILED: { word: 'Failed', tone: 'down' },
  CANCELLED: { word: 'Stopped', tone: 'unknown' },
};

export function StatusDot({ tone, pulse = false }: { tone: Tone; pulse?: boolean }) {
  return <span className={styles.dot} data-tone={tone} data-pulse={pulse || undefined} aria-hidden="true" />;
}

export function StatusBadge({ state }: { state: StateWord }) {
  return (
    <span className={styles.badge} data-tone={state.tone}>
      <StatusDot tone={state.tone} pulse={state.tone === 'up' || state.tone === 'busy'} />
      {state.word}
    </span>
  );
}

export function Badge({ children, hue = false }: { children: ReactNode; hue?: boolean }) {
  return <span className={hue ? `${styles.badge} ${styles.hue}` : styles.badge}>{children}</span>;
}
