/** One dependency of LAND-4, probed. */
export interface DependencyReport {
  /** As people know it: `PostgreSQL`, `Redis`, `SLATE`, `Kubernetes`. */
  name: string;
  status: 'up' | 'down' | 'not-configured';
  latencyMs: number | null;
  /** The newest failure, kept after recovery until the process ends; null when there was none. */
  lastError: string | null;
}

/** The body of `GET /api/health`. `degraded`: it answers, but a dependency is down. */
export interface HealthReport {
  service: string;
  status: 'up' | 'degraded';
  version: string;
  /** ISO 8601. */
  startedAt: string;
  checkedAt: string;
  dependencies: DependencyReport[];
}

/** A dependency and how it is probed; `probe: null` says that it is not configured, which is not a failure. */
export interface DependencyProbe {
  name: string;
  /** Rejects when the dependency does not answer properly; the signal aborts after the probe deadline. */
  probe: ((signal: AbortSignal) => Promise<void>) | null;
}
