import { createHash } from 'node:crypto';
import { Webhooks } from '@octokit/webhooks';
import type { AuditTrail } from '@wissil/platform/audit';
import { anonymousFrom } from '@wissil/platform/auth';
import { WissilError } from '@wissil/platform/errors';
import { handleOnce } from '@wissil/platform/events';
import { readBody, respondJson } from '@wissil/platform/http';
import type { RestRoute, SubgraphDependencies } from '@wissil/platform/subgraph';
import { z } from 'zod';
import type { PrismaClient } from '../../generated/prisma/client.ts';
import type { GitHubHost } from './github-host.ts';
import type { PushRecord } from './push-record.ts';

export interface WebhookRouteParts {
  db: PrismaClient;
  secret: string;
  gitHub: GitHubHost;
  record: PushRecord;
  audit: AuditTrail;
  identities: Pick<SubgraphDependencies['identities'], 'addressOf'>;
}

/** Where GitHub sends its webhooks. */
export const WEBHOOK_PATH = '/api/github/webhook';

/** GitHub sends no more. */
const MOST_BYTES = 25 * 1024 * 1024;
const ZERO = /^0+$/;

/** What counts of https://docs.github.com/webhooks/webhook-events-and-payloads#push. */
const push = z.object({
  ref: z.string(),
  before: z.string(),
  after: z.string(),
  repository: z.object({ name: z.string(), owner: z.object({ login: z.string() }) }),
  head_commit: z
    .object({ id: z.string(), message: z.string(), author: z.object({ name: z.string(), email: z.string().nullish() }) })
    .nullish(),
});

/** `POST /api/github/webhook`: pushes to repositories at GitHub. Who sends it is proved by its signature. */
export function gitHubWebhookRoute(parts: WebhookRouteParts): RestRoute {
  const webhooks = new Webhooks({ secret: parts.secret });
  return {
    method: 'POST',
    path: WEBHOOK_PATH,
    permission: 'public',
    async handle(request, response, { requestId }) {
      const { 'x-hub-signature-256': signature, 'x-github-event': event, 'x-github-delivery': delivery } = request.headers;
      const body = (await readBody(request, MOST_BYTES)).toString('utf8');
      // It throws for what is no signature at all.
      if (!(await webhooks.verify(body, String(signature)).catch(() => false))) {
        const asked = { caller: anonymousFrom(parts.identities.addressOf(request)), requestId };
        await parts.audit.note(asked, { operation: 'webhook of GitHub', outcome: 'DENIED', code: 'UNAUTHENTICATED' });
        throw new WissilError('UNAUTHENTICATED', 'The signature is not one of the webhook’s secret.');
      }
      if (event === 'push') await take(parts, body, String(delivery));
      respondJson(response, 202, { taken: event === 'push' });
    },
  };
}

async function take({ db, gitHub, record }: WebhookRouteParts, body: string, delivery: string): Promise<void> {
  const parsed = push.safeParse(parseJson(body));
  if (!parsed.success) throw new WissilError('BAD_REQUEST', 'This is no push as GitHub describes it.');
  const { ref, before, after, repository, head_commit: head } = parsed.data;
  const branch = /^refs\/heads\/(.+)$/.exec(ref)?.[1];
  const place = { repositoryOwner: repository.owner.login, repositoryName: repository.name };
  const project = await db.project.findFirst({ where: { repositoryHost: 'GITHUB', ...place }, select: { id: true } });
  // The first commit comes before the project, and project.created tells of it.
  if (branch === undefined || ZERO.test(after) || !project) return;
  const described = head && {
    after,
    message: head.message.split('\n', 1)[0] as string,
    author: { name: head.author.name, email: head.author.email ?? '' },
    pushedBy: null,
  };
  const move = described ?? (await gitHub.moveTo({ owner: place.repositoryOwner, name: place.repositoryName }, after));
  if (!move) return;
  await handleOnce(db, { consumer: 'github-webhook', event: deliveryEvent(delivery) }, (tx) =>
    record.take(tx as never, project.id, { branch, before: ZERO.test(before) ? null : before, ...move }),
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A delivery that is sent again has the same id. */
function deliveryEvent(delivery: string) {
  const hex = createHash('sha256').update(delivery).digest('hex');
  const id = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
  return { id, subject: 'repository.delivered', source: 'github', occurredAt: new Date().toISOString(), payload: null };
}
