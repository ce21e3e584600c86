/** What a build has just added to its log. */
export interface LogChunk {
  /** Characters of the log that come before it. */
  offset: number;
  /** Whole lines. */
  text: string;
}

/** The channel of one build's log, without the `feed.` that marks it as one. */
export function logChannel(buildId: string): string {
  return `build.${buildId}.log`;
}
