import { describe, expect, it } from 'vitest';
import type { Release } from '../../generated/prisma/client.ts';
import { pendingStages } from '../pipeline/stage.ts';
import { type Evidence, securityChecks } from './security-checks.ts';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const RELEASE = {
  projectId: 'prj_1',
  digest: DIGEST,
  commit: 'c'.repeat(40),
  user: '65534:65534',
  exposedFiles: [] as string[],
} as Release;

const stages = pendingStages().map((stage) => ({ ...stage, status: stage.name === 'mirror' ? 'SKIPPED' : 'SUCCEEDED' }));
const SOUND: Evidence = {
  run: { number: 3, projectId: 'prj_1', commit: RELEASE.commit, stages },
  staging: { digest: DIGEST, health: [{ name: 'GET /healthz', status: 'PASSED', message: null }] },
  image: { user: '65534:65534', problem: null },
};

const failed = (release: Partial<Release>, evidence: Partial<Evidence>) =>
  securityChecks({ ...RELEASE, ...release }, { ...SOUND, ...evidence })
    .filter(({ status }) => status === 'FAILED')
    .map(({ name, message }) => [name, message]);
const withStage = (name: string, status: string) => stages.map((stage) => (stage.name === name ? { ...stage, status } : stage));
const run = (further: object) => ({ run: { ...(SOUND.run as object), ...further } as Evidence['run'] });

describe('the security checks of production', () => {
  it('[WAY-1] let through what its pipeline made, staging ran in health, and the registry has unchanged', () => {
    expect(failed({}, {})).toEqual([]);
    expect(failed({}, run({ stages: withStage('test', 'SKIPPED') }))).toEqual([]);
  });

  it.each<[string, [Partial<Release>, Partial<Evidence>], string, RegExp]>([
    ['runs as root, as the registry has it', [{}, { image: { user: '0:0', problem: null } }], 'Runs without privileges', /runs as 0:0/],
    ['ran as root when it was made', [{ user: '' }, {}], 'Runs without privileges', /runs as root/],
    ['has a file of secrets', [{ exposedFiles: ['app/.env'] }, {}], 'Holds no secrets', /app\/\.env/],
    ['was made by no run on record', [{}, { run: null }], 'Comes from its pipeline', /not on record/],
    ['failed its tests', [{}, run({ stages: withStage('test', 'FAILED') })], 'Comes from its pipeline', /run 3 did not succeed in test/],
    ['was never pushed', [{}, run({ stages: withStage('push', 'SKIPPED') })], 'Comes from its pipeline', /did not succeed in push/],
    ['is of another commit', [{}, run({ commit: 'd'.repeat(40) })], 'Comes from its pipeline', /built the commit dddd/],
    ['is of another project', [{}, run({ projectId: 'prj_2' })], 'Comes from its pipeline', /run 3/],
    [
      'is another than ran in staging',
      [{}, { staging: { digest: 'sha256:b', health: SOUND.staging?.health ?? [] } }],
      'Is what ran in staging',
      /Staging ran sha256:b/,
    ],
    [
      'was not healthy in staging',
      [{}, { staging: { digest: DIGEST, health: [{ name: 'GET /healthz', status: 'FAILED', message: 'It answered 500.' }] } }],
      'Was healthy in staging',
      /answered 500/,
    ],
    ['was never looked at in staging', [{}, { staging: { digest: DIGEST, health: [] } }], 'Was healthy in staging', /on record/],
    ['is not in the registry', [{}, { image: { user: '65534', problem: 'It is gone.' } }], 'Is in the registry as it was made', /gone/],
  ])('[WAY-1] stop what %s', (_what, [release, evidence], name, message) => {
    expect(failed(release, evidence)).toEqual([[name, expect.stringMatching(message)]]);
  });

  it('[WAY-1] stop what has not run in staging at all', () => {
    expect(failed({}, { staging: null }).map(([name]) => name)).toEqual(['Is what ran in staging', 'Was healthy in staging']);
  });
});
