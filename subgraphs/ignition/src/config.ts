import { type Config, defineSettings, type Environment, parseConfig, values } from '@wissil/platform/config';

/** IGNITION's own settings: its access to GitHub, and the repositories that it keeps itself. */
export const ignitionSettings = defineSettings({
  githubToken: {
    env: 'GITHUB_TOKEN',
    schema: values.secret.optional().describe('a secret text'),
    doc: 'A GitHub token with which IGNITION creates repositories. Not set: IGNITION keeps the repositories itself.',
    secret: true,
  },
  githubApiUrl: {
    env: 'GITHUB_API_URL',
    schema: values.httpUrl,
    default: 'https://api.github.com',
    doc: 'The API of GitHub, or of a GitHub Enterprise Server. Used only with GITHUB_TOKEN.',
  },
  githubWebhookSecret: {
    env: 'GITHUB_WEBHOOK_SECRET',
    schema: values.secret.optional().describe('a secret text'),
    doc: 'With what GitHub signs its webhooks to IGNITION. Not set: a secret that follows from that of the installation.',
    secret: true,
  },
  githubWebhookUrl: {
    env: 'GITHUB_WEBHOOK_URL',
    schema: values.optionalHttpUrl,
    doc: 'Where GitHub reaches IGNITION, for its webhooks. Not set: its public address.',
  },
  pushLimitMegabytes: {
    env: 'IGNITION_PUSH_LIMIT_MB',
    schema: values.integer(1, 2_000),
    default: '100',
    doc: 'How much one push to a repository of IGNITION’s may hold, in megabytes.',
  },
});

export type IgnitionConfig = Config<typeof ignitionSettings>;

export function parseIgnitionConfig(env: Environment): IgnitionConfig {
  return parseConfig(ignitionSettings, env);
}
