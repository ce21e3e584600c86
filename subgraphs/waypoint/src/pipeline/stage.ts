/** Of a pipeline's run, in their order. `prepare` is the checkout and the installation of packages. */
const STAGES = ['prepare', 'lint', 'types', 'test', 'build', 'image', 'push', 'mirror', 'deploy', 'health'] as const;
export type StageName = (typeof STAGES)[number];

type StageStatus = 'PENDING' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'SKIPPED';

export interface Stage {
  name: StageName;
  status: StageStatus;
  /** ISO 8601. */
  startedAt: string | null;
  durationMs: number | null;
  message: string | null;
}

export function pendingStages(): Stage[] {
  return STAGES.map((name) => ({ name, status: 'PENDING', startedAt: null, durationMs: null, message: null }));
}

export interface StageChange {
  status: StageStatus;
  /** Where it was measured elsewhere; otherwise the time since it began to run. */
  durationMs?: number;
  message?: string | null;
}

/** The stages with one of them changed. */
export function withStage(
  stages: readonly Stage[],
  name: StageName,
  { status, durationMs, message }: StageChange,
  now = new Date(),
): Stage[] {
  return stages.map((stage) => {
    if (stage.name !== name) return stage;
    const startedAt = status === 'PENDING' ? null : (stage.startedAt ?? now.toISOString());
    const measured = durationMs ?? (startedAt === null || status === 'SKIPPED' ? null : now.getTime() - Date.parse(startedAt));
    return {
      name,
      status,
      startedAt: status === 'RUNNING' ? now.toISOString() : startedAt,
      durationMs: status === 'RUNNING' || status === 'PENDING' ? null : measured,
      message: message === undefined ? stage.message : message,
    };
  });
}

/** What has not ended is closed: what ran as `running`, what waited as skipped. */
export function closedStages(stages: readonly Stage[], running: 'FAILED' | 'SKIPPED', message: string | null): Stage[] {
  return stages.map((stage) => {
    if (stage.status === 'RUNNING') return withStage([stage], stage.name, { status: running, message })[0] as Stage;
    return stage.status === 'PENDING' ? { ...stage, status: 'SKIPPED' } : stage;
  });
}
