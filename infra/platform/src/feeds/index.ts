export type * from './live-feed.ts';
