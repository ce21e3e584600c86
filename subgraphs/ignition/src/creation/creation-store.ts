import { recordEvent } from '@wissil/platform/events';
import type { JobFailure } from '@wissil/platform/jobs';
import type { Prisma, PrismaClient, ProjectCreation } from '../../generated/prisma/client.ts';
import type { ProjectPlan } from '../project/project-plan.ts';
import { afterFailure, type CreationStep, withStep } from './creation-step.ts';

/** Clients hear of every change of a creation by it: `project.creation.<id>`. */
export const CREATION_CHANGED = 'project.creation';

type Transaction = Prisma.TransactionClient;

/** How the makings of projects stand. Whatever changes one says so in the same transaction. */
export class CreationStore {
  readonly #db: PrismaClient;

  constructor(db: PrismaClient) {
    this.#db = db;
  }

  find(id: string): Promise<ProjectCreation | null> {
    return this.#db.projectCreation.findUnique({ where: { id } });
  }

  /** Notes how far it is; nothing where it has ended. */
  async note(id: string, step: CreationStep): Promise<void> {
    await this.#change(id, (creation) => ({ status: 'RUNNING', steps: json(withStep(stepsOf(creation), step)) }));
  }

  /** In the transaction that registers the project. */
  async succeed(tx: Transaction, creation: ProjectCreation, message: string): Promise<void> {
    const steps = withStep(stepsOf(creation), { name: 'register', status: 'SUCCEEDED', message });
    await tx.projectCreation.update({
      where: { id: creation.id },
      data: { status: 'SUCCEEDED', steps: json(steps), finishedAt: new Date() },
    });
    await announce(tx, creation.id);
  }

  /** Ends it as failed, and lets its name go. */
  async fail(id: string, { message, remedy }: Pick<JobFailure, 'message' | 'remedy'>): Promise<void> {
    await this.#change(id, async (creation, tx) => {
      await tx.projectName.deleteMany({ where: { slug: creation.slug, projectId: creation.projectId } });
      return {
        status: 'FAILED',
        steps: json(afterFailure(stepsOf(creation), message)),
        error: { message, remedy },
        finishedAt: new Date(),
      };
    });
  }

  async #change(
    id: string,
    change: (creation: ProjectCreation, tx: Transaction) => Prisma.ProjectCreationUpdateInput | Promise<Prisma.ProjectCreationUpdateInput>,
  ): Promise<void> {
    await this.#db.$transaction(async (tx) => {
      const creation = await lockCreation(tx, id);
      if (!creation || hasEnded(creation)) return;
      await tx.projectCreation.update({ where: { id }, data: await change(creation, tx) });
      await announce(tx, id);
    });
  }
}

/** Nobody else changes it until the transaction ends. */
export async function lockCreation(tx: Transaction, id: string): Promise<ProjectCreation | null> {
  await tx.$queryRaw`SELECT 1 FROM project_creations WHERE id = ${id} FOR UPDATE`;
  return tx.projectCreation.findUnique({ where: { id } });
}

export async function announce(tx: Transaction, id: string): Promise<void> {
  await recordEvent(tx, { subject: `${CREATION_CHANGED}.${id}`, payload: { id } });
}

export function hasEnded({ status }: Pick<ProjectCreation, 'status'>): boolean {
  return status === 'SUCCEEDED' || status === 'FAILED';
}

export function stepsOf({ steps }: Pick<ProjectCreation, 'steps'>): CreationStep[] {
  return steps as unknown as CreationStep[];
}

export function planOf({ plan }: Pick<ProjectCreation, 'plan'>): ProjectPlan {
  return plan as unknown as ProjectPlan;
}

/** As Prisma wants to have JSON. */
export function json(value: unknown): Prisma.InputJsonValue {
  return value as Prisma.InputJsonValue;
}
