/** Bytes of JSON. */
export const maxMessageBytes = 256 * 1024;

/** A message or channel that breaks the contract of the feed: a mistake in the code of the caller. */
export class InvalidFeedMessageError extends Error {
  override readonly name = 'InvalidFeedMessageError';
}

/** @throws InvalidFeedMessageError where the message cannot be written as JSON or has more than 256 KiB. */
export function encodeMessage(channel: string, message: unknown): string {
  assertChannel(channel);
  let json: string | undefined;
  try {
    json = JSON.stringify(message);
  } catch (cause) {
    throw new InvalidFeedMessageError(`The message for ${channel} cannot be written as JSON: ${(cause as Error).message}.`, { cause });
  }
  if (json === undefined) throw new InvalidFeedMessageError(`The message for ${channel} is not JSON: ${typeof message}.`);
  const bytes = Buffer.byteLength(json);
  if (bytes > maxMessageBytes) {
    throw new InvalidFeedMessageError(
      `The message for ${channel} has ${bytes} bytes of JSON, at most ${maxMessageBytes} (256 KiB) are allowed: split it, or store it and send its id.`,
    );
  }
  return json;
}

/** @throws InvalidFeedMessageError unless the channel has 1 to 200 printable ASCII characters without spaces. */
export function assertChannel(channel: string): void {
  if (!/^[!-~]{1,200}$/.test(channel)) {
    throw new InvalidFeedMessageError(
      `The feed channel ${JSON.stringify(channel.slice(0, 80))} is not valid: write 1 to 200 printable ASCII characters without spaces, such as build:bld_1:log.`,
    );
  }
}
