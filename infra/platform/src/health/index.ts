export type { DependencyProbe, DependencyReport, HealthReport } from './health.ts';
export { HealthMonitor } from './health-monitor.ts';
export { httpProbe } from './probes.ts';
