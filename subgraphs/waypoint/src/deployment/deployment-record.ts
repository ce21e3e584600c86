import type { DeploymentStatus, Prisma } from '../../generated/prisma/client.ts';

/** In `deployment.health` and `deployment.checks`. */
export interface DeploymentCheck {
  name: string;
  status: 'PASSED' | 'FAILED' | 'SKIPPED';
  message: string | null;
}

/** In `deployment.events`. */
export interface DeploymentStep {
  /** ISO 8601. */
  at: string;
  status: DeploymentStatus;
  message: string | null;
}

export function firstSteps(status: DeploymentStatus, message: string | null = null): Prisma.InputJsonValue {
  return [{ at: new Date().toISOString(), status, message }] satisfies DeploymentStep[] as unknown as Prisma.InputJsonValue;
}

/** The events of a deployment with one more. */
export function withStep(events: Prisma.JsonValue, status: DeploymentStatus, message: string | null): Prisma.InputJsonValue {
  const step: DeploymentStep = { at: new Date().toISOString(), status, message };
  return [...(events as unknown as DeploymentStep[]), step] as unknown as Prisma.InputJsonValue;
}
