export type * from './health.ts';
