// [only features.metrics]
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';

export interface Metrics {
  type: string;
  /** In Prometheus' text format. */
  read(): Promise<string>;
  /** Starts the clock of a request; call what it returns when the request is answered. */
  begin(): (method: string, status: number) => void;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const duration = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'How long requests took to be answered.',
    labelNames: ['method', 'status'],
    registers: [registry],
  });
  return {
    type: 'text/plain; version=0.0.4',
    read: () => registry.metrics(),
    begin() {
      const end = duration.startTimer();
      return (method, status) => void end({ method, status });
    },
  };
}
