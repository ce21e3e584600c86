import { type Config, defineSettings, type Environment, parseConfig, values } from '@wissil/platform/config';

/** IGNITION's own settings: its access to GitHub. */
export const ignitionSettings = defineSettings({
  githubToken: {
    env: 'GITHUB_TOKEN',
    schema: values.secret.optional().describe('a secret text'),
    doc: 'A GitHub token with which IGNITION creates repositories. Not set: GitHub is not used.',
    secret: true,
  },
  githubApiUrl: {
    env: 'GITHUB_API_URL',
    schema: values.httpUrl,
    default: 'https://api.github.com',
    doc: 'The API of GitHub, or of a GitHub Enterprise Server. Used only with GITHUB_TOKEN.',
  },
});

export type IgnitionConfig = Config<typeof ignitionSettings>;

export function parseIgnitionConfig(env: Environment): IgnitionConfig {
  return parseConfig(ignitionSettings, env);
}
