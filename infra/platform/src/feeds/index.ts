export { createLiveFeed, type LiveFeedConfig } from './create-live-feed.ts';
export { InvalidFeedMessageError, maxMessageBytes } from './feed-message.ts';
export type * from './live-feed.ts';
