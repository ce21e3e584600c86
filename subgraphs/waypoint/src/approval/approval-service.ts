import { type Action, assertMay, type Caller } from '@wissil/platform/auth';
import { ConflictError, NotFoundError } from '@wissil/platform/errors';
import type { Approval, PrismaClient } from '../../generated/prisma/client.ts';
import { actorOf } from '../actor.ts';
import { beginNext, changeDeployment } from '../deployment/deployment-store.ts';
import { parseRemark } from '../deployment/promotion-input.ts';
import { notify } from '../notify.ts';
import { placeOf } from './ask-for-approval.ts';

export interface Decision {
  approval: string;
  verdict: 'APPROVED' | 'REJECTED';
  comment?: string | null | undefined;
}

export class ApprovalService {
  readonly #db: PrismaClient;

  constructor(options: { db: PrismaClient }) {
    this.#db = options.db;
  }

  /**
   * Decides once and for all. Nobody approves what they asked for themselves to come to production, and no agent approves anything.
   * @throws InvalidInputError, NotFoundError, ConflictError, ForbiddenError
   */
  async decide({ approval: id, verdict, comment: given }: Decision, caller: Caller): Promise<Approval> {
    const comment = parseRemark('comment', given, verdict === 'REJECTED' ? 'Say why: who asked for it is told.' : undefined);
    return this.#db.$transaction(async (tx) => {
      await tx.$queryRaw`SELECT "id" FROM "approval" WHERE "id" = ${id} FOR UPDATE`;
      const found = await tx.approval.findUnique({ where: { id }, include: { deployment: { include: { environment: true } } } });
      if (!found) throw new NotFoundError(`There is no approval ${id}.`);
      const { deployment, permission } = found;
      assertMay(caller, permission as Action);
      if (found.status !== 'PENDING')
        throw new ConflictError(`This was ${found.status.toLowerCase()} by ${found.decidedByName ?? 'somebody'} already.`);
      const { environment } = deployment;
      if (verdict === 'APPROVED' && caller.kind === 'agent') throw new ConflictError('An agent approves no deployment: a person has to.');
      if (verdict === 'APPROVED' && environment.policy === 'ADMIN_APPROVAL' && deployment.requestedById === caller.subject)
        throw new ConflictError('Nobody approves their own deployment to production. Ask another administrator.');
      const decider = actorOf(caller);
      const approval = await tx.approval.update({
        where: { id },
        data: { status: verdict, decidedById: decider.id, decidedByName: decider.name, comment, decidedAt: new Date() },
      });
      const said = comment === null ? '' : ` ${comment}`;
      const message = `${verdict === 'APPROVED' ? 'Approved' : 'Rejected'} by ${decider.name}.${said}`;
      await changeDeployment(tx, deployment.id, { status: verdict === 'APPROVED' ? 'PENDING' : 'REJECTED', message });
      if (verdict === 'APPROVED' && deployment.projectId !== null) await beginNext(tx, deployment.projectId, environment);
      await notify(tx, deployment.requestedById === caller.subject ? null : deployment.requestedById, {
        title: `Release ${deployment.version} for ${environment.title.toLowerCase()} was ${verdict.toLowerCase()}`,
        message,
        at: placeOf(approval.id),
      });
      return approval;
    });
  }
}
