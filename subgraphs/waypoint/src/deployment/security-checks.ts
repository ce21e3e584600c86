import type { Release } from '../../generated/prisma/client.ts';
import type { DeploymentCheck } from './deployment-record.ts';

/** What production asks of a release beside approval (WAY-1). An image is its digest, so that what was found when it was made holds for ever. */
export function securityChecks(release: Release, stagingDigest: string | undefined): DeploymentCheck[] {
  return [
    check('Runs without privileges', isUnprivileged(release.user), {
      passed: `As the account ${release.user}.`,
      failed: `The image runs as ${release.user === '' ? 'root' : release.user}.`,
    }),
    check('Holds no secrets', release.exposedFiles.length === 0, {
      passed: 'No file of settings, keys or passwords is in it.',
      failed: `There are files in it that nobody outside should have: ${release.exposedFiles.slice(0, 5).join(', ')}.`,
    }),
    check('Is what ran in staging', stagingDigest === release.digest, {
      passed: `The same digest ran there: ${release.digest}.`,
      failed: stagingDigest === undefined ? 'It has not run in staging.' : `Staging ran ${stagingDigest}, and this is ${release.digest}.`,
    }),
  ];
}

function check(name: string, passed: boolean, messages: { passed: string; failed: string }): DeploymentCheck {
  return { name, status: passed ? 'PASSED' : 'FAILED', message: passed ? messages.passed : messages.failed };
}

function isUnprivileged(user: string): boolean {
  const [name = ''] = user.split(':', 1);
  return name !== '' && name !== 'root' && name !== '0';
}

export function failuresOf(checks: readonly DeploymentCheck[]): string {
  return checks
    .filter(({ status }) => status === 'FAILED')
    .map(({ name, message }) => `${name}: ${message ?? 'it failed.'}`)
    .join(' ');
}
