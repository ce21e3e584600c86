/** The parts of a project's build, in their order. */
export type ProjectPhase = 'checkout' | 'install' | 'lint' | 'types' | 'test' | 'build' | 'package';

export type PhaseStatus = 'SUCCEEDED' | 'FAILED' | 'SKIPPED';

/** A part of a build that has ended. */
export interface EndedPhase {
  name: string;
  status: PhaseStatus;
  durationMs: number;
  /** Why it failed or was skipped. */
  message: string | null;
}
