/** What makes an environment ready, in order. */
const STEP_NAMES = ['checkout', 'install', 'start'] as const;
export type StepName = (typeof STEP_NAMES)[number];

export interface EnvironmentStep {
  name: StepName;
  status: 'PENDING' | 'RUNNING' | 'SUCCEEDED' | 'FAILED';
  /** Null until it has ended. */
  durationMs: number | null;
}

export function pendingSteps(): EnvironmentStep[] {
  return STEP_NAMES.map((name) => ({ name, status: 'PENDING', durationMs: null }));
}

/** The steps with one of them changed. */
export function withStep(steps: readonly EnvironmentStep[], step: EnvironmentStep): EnvironmentStep[] {
  return STEP_NAMES.map((name) =>
    name === step.name ? step : (steps.find((each) => each.name === name) ?? { name, status: 'PENDING', durationMs: null }),
  );
}
