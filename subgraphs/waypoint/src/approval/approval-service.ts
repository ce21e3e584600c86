import { type Action, assertMay, type Caller } from '@wissil/platform/auth';
import { AuditTrail } from '@wissil/platform/audit';
import { recordEvent } from '@wissil/platform/events';
import type { Logger } from '@wissil/platform/logging';
import { ConflictError, NotFoundError } from '@wissil/platform/errors';
import type { Approval, Prisma, PrismaClient } from '../../generated/prisma/client.ts';
import { actorOf } from '../actor.ts';
import { beginNext, changeDeployment } from '../deployment/deployment-store.ts';
import { parseRemark } from '../deployment/promotion-input.ts';
import { notify } from '../notify.ts';
import { placeOf } from './ask-for-approval.ts';
import { type SelfApprovalRule, takesAnother } from './self-approval.ts';

export interface Decision {
  approval: string;
  verdict: 'APPROVED' | 'REJECTED';
  comment?: string | null | undefined;
}

const PARTS = { deployment: { include: { environment: true } } } as const;

/** For whom it is decided. */
export interface DecidedRequest {
  caller: Caller;
  requestId: string;
  logger: Logger;
}

export class ApprovalService {
  readonly #db: PrismaClient;
  readonly #selfApproval: SelfApprovalRule;

  constructor(options: { db: PrismaClient; selfApproval: SelfApprovalRule }) {
    this.#db = options.db;
    this.#selfApproval = options.selfApproval;
  }

  /**
   * Decides once and for all. Nobody but an only administrator approves what they asked for themselves to come to production, and no
   * agent approves anything.
   * @throws InvalidInputError, NotFoundError, ConflictError, ForbiddenError, WissilError UNAVAILABLE where LANDING does not say who else administers
   */
  async decide({ approval: id, verdict, comment: given }: Decision, request: DecidedRequest): Promise<Approval> {
    const { caller } = request;
    const comment = parseRemark('comment', given, verdict === 'REJECTED' ? 'Say why: who asked for it is told.' : undefined);
    const approves = verdict === 'APPROVED';
    const asked = await this.#found(this.#db, id, caller);
    if (approves && caller.kind === 'agent') throw new ConflictError('An agent approves no deployment: a person has to.');
    const own = asked.deployment.requestedById === caller.subject;
    const alone = approves && own && takesAnother(asked);
    const refusal = alone ? this.#selfApproval.refusalOf(caller.subject, await this.#selfApproval.administrators()) : null;
    if (refusal !== null) throw new ConflictError(refusal);
    return this.#db.$transaction(async (tx) => {
      await tx.$queryRaw`SELECT "id" FROM "approval" WHERE "id" = ${id} FOR UPDATE`;
      const { deployment, permission } = await this.#found(tx, id, caller);
      const { environment } = deployment;
      const decider = actorOf(caller);
      const approval = await tx.approval.update({
        where: { id },
        data: { status: verdict, decidedById: decider.id, decidedByName: decider.name, comment, decidedAt: new Date() },
      });
      const who = alone ? `${decider.name}, who asked for it and is the only administrator` : decider.name;
      const message = `${approves ? 'Approved' : 'Rejected'} by ${who}.${comment === null ? '' : ` ${comment}`}`;
      await changeDeployment(tx, deployment.id, { status: approves ? 'PENDING' : 'REJECTED', message });
      if (alone) await noteSelfApproval(tx, request, { permission, target: deployment.id, detail: { approval: id, comment } });
      if (approves && deployment.projectId !== null) await beginNext(tx, deployment.projectId, environment);
      await notify(tx, own ? null : deployment.requestedById, {
        title: `Release ${deployment.version} for ${environment.title.toLowerCase()} was ${verdict.toLowerCase()}`,
        message,
        at: placeOf(approval.id),
      });
      return approval;
    });
  }

  /** @throws NotFoundError, ForbiddenError, ConflictError where it is decided already */
  async #found(tx: Prisma.TransactionClient, id: string, caller: Caller) {
    const found = await tx.approval.findUnique({ where: { id }, include: PARTS });
    if (!found) throw new NotFoundError(`There is no approval ${id}.`);
    assertMay(caller, found.permission as Action);
    if (found.status !== 'PENDING')
      throw new ConflictError(`This was ${found.status.toLowerCase()} by ${found.decidedByName ?? 'somebody'} already.`);
    return found;
  }
}

/** On the audit log, in the transaction that lets it happen. */
async function noteSelfApproval(
  tx: Prisma.TransactionClient,
  { logger, ...request }: DecidedRequest,
  about: { permission: string; target: string; detail: Record<string, unknown> },
): Promise<void> {
  const trail = new AuditTrail('waypoint', (event) => recordEvent(tx, event), logger);
  await trail.note(request, { operation: 'approval of one’s own deployment to production', outcome: 'SUCCEEDED', ...about });
}
