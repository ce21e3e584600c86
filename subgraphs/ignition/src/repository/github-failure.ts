import { WissilError } from '@wissil/platform/errors';
import { PermanentFailure } from '@wissil/platform/jobs';
import { RequestError } from 'octokit';

const TOKEN_REMEDY =
  'Give IGNITION another GITHUB_TOKEN: one that may create and delete repositories of that owner, write their content and their webhooks.';

/** What GitHub's refusal means to who asked for a project: something to put right, or something that passes. */
export function gitHubFailure(error: unknown): Error {
  if (!(error instanceof RequestError)) return new WissilError('UNAVAILABLE', 'GitHub does not answer.', { cause: error });
  const { status, message, response } = error;
  const limited = status === 429 || response?.headers['x-ratelimit-remaining'] === '0' || response?.headers['retry-after'] !== undefined;
  if (status >= 500 || limited)
    return new WissilError('UNAVAILABLE', `GitHub answers ${status} at the moment: ${message}`, { cause: error });
  if (status === 401 || status === 403)
    return new PermanentFailure(`GitHub refuses IGNITION’s token: ${message}`, TOKEN_REMEDY, { cause: error });
  if (status === 404)
    return new PermanentFailure(
      'GitHub has no such owner, or does not show it to IGNITION’s token.',
      `Look whether the owner is right. ${TOKEN_REMEDY}`,
      { cause: error },
    );
  return new PermanentFailure(`GitHub refuses: ${message}`, 'Change what the message names, and try again.', { cause: error });
}

export function hasStatus(error: unknown, status: number): boolean {
  return error instanceof RequestError && error.status === status;
}
