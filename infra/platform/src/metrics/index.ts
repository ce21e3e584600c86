export { Counter, createMetrics, DURATION_BUCKETS, Gauge, Histogram, type Registry } from './metrics.ts';
