/** Why WISSIL cannot start, as one sentence for the person at the terminal: what is wrong and what to do. Exit code 1, no stack. */
export class StartupError extends Error {
  override readonly name = 'StartupError';
}
