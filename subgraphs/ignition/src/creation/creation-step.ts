/** What making a project consists of, in order. */
export const CREATION_STEPS = ['scaffold', 'repository', 'first-commit', 'register'] as const;
export type CreationStepName = (typeof CREATION_STEPS)[number];

export const CREATION_STATUSES = ['PENDING', 'RUNNING', 'SUCCEEDED', 'FAILED'] as const;
type CreationStatus = (typeof CREATION_STATUSES)[number];

/** JSON. */
export interface CreationStep {
  name: CreationStepName;
  status: CreationStatus;
  /** What came of it, or what keeps it. */
  message: string | null;
}

export const PENDING_STEPS: readonly CreationStep[] = CREATION_STEPS.map((name) => ({ name, status: 'PENDING', message: null }));

/** The steps after one of them has changed: those before it have succeeded. */
export function withStep(steps: readonly CreationStep[], changed: CreationStep): CreationStep[] {
  const at = CREATION_STEPS.indexOf(changed.name);
  return steps.map((step, index) => {
    if (step.name === changed.name) return changed;
    return index < at && step.status !== 'SUCCEEDED' ? { ...step, status: 'SUCCEEDED', message: null } : step;
  });
}

/** What was under way has failed, and what had not been begun stays so. */
export function afterFailure(steps: readonly CreationStep[], message: string): CreationStep[] {
  const failed = steps.find(({ status }) => status !== 'SUCCEEDED')?.name;
  return steps.map((step) => (step.name === failed ? { ...step, status: 'FAILED', message } : step));
}
