import type { Logger } from '@wissil/platform/logging';
import type { Octokit } from 'octokit';
import { hasStatus } from './github-failure.ts';

export interface WebhookSettings {
  /** The route of IGNITION for them, as GitHub reaches it. */
  url: string;
  secret: string;
  logger: Logger;
}

/** Has GitHub tell IGNITION of pushes. */
export class GitHubWebhooks {
  readonly #octokit: Octokit;
  readonly #settings: WebhookSettings;

  constructor(octokit: Octokit, settings: WebhookSettings) {
    this.#octokit = octokit;
    this.#settings = settings;
  }

  /** There is one afterwards, unless GitHub cannot reach IGNITION: then pushes are found when IGNITION starts. */
  async ensure(at: { owner: string; repo: string }): Promise<void> {
    const { url, secret, logger } = this.#settings;
    const { data: known } = await this.#octokit.rest.repos.listWebhooks(at);
    if (known.some(({ config }) => config.url === url)) return;
    try {
      await this.#octokit.rest.repos.createWebhook({ ...at, events: ['push'], config: { url, secret, content_type: 'json' } });
    } catch (error) {
      if (!hasStatus(error, 422)) throw error;
      logger.warn(
        { err: error, url, repository: `${at.owner}/${at.repo}` },
        'GitHub does not take the address of the webhook: set GITHUB_WEBHOOK_URL',
      );
    }
  }
}
