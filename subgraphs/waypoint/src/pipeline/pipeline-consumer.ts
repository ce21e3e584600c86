import { type ConsumeOptions, type DomainEvent, handleOnce } from '@wissil/platform/events';
import { newId } from '@wissil/platform/graphql';
import type { Logger } from '@wissil/platform/logging';
import { z } from 'zod';
import type { Prisma, PrismaClient } from '../../generated/prisma/client.ts';
import { createRun } from './run-store.ts';

const DURABLE = 'waypoint-pipeline';

const id = z.string().regex(/^[A-Za-z0-9_-]{1,100}$/);
const commit = z.string().regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/);
/** A DNS label: releases are opened at names that begin with it. */
const slug = z.string().regex(/^[a-z0-9]([a-z0-9-]{0,48}[a-z0-9])?$/);
const person = z.object({ id: z.string(), name: z.string() });

/** What a pipeline needs of IGNITION's `project.created`. */
const projectCreated = z.object({
  projectId: id,
  slug,
  name: z.string().min(1),
  kind: z.string().min(1),
  repository: z.object({ cloneUrl: z.string().min(1), defaultBranch: z.string().min(1) }),
  commit,
  healthPath: z.string().startsWith('/'),
  deploymentTarget: z.enum(['none', 'development', 'staging']),
  createdBy: person.nullish(),
});

const repositoryPushed = z.object({
  projectId: id,
  branch: z.string(),
  after: commit,
  message: z.string(),
  author: z.object({ name: z.string() }),
  pushedBy: person.nullish(),
});

const TARGETS = { none: 'NONE', development: 'DEVELOPMENT', staging: 'STAGING' } as const;
const DELETED = /^0+$/;
const LONGEST_MESSAGE = 2_000;

/** Gives every project its pipeline, and starts a run for each push to its default branch (WAY-5). */
export function pipelineConsumer({ db, logger }: { db: PrismaClient; logger: Logger }): ConsumeOptions {
  const once = (event: DomainEvent, apply: (tx: Prisma.TransactionClient) => Promise<void>) =>
    handleOnce<Prisma.TransactionClient>(db, { consumer: DURABLE, event }, apply);
  const skip = (event: DomainEvent, problems: unknown) =>
    logger.error({ eventId: event.id, problems }, `a ${event.subject} is not as agreed; it is skipped`);

  return {
    durable: DURABLE,
    patterns: ['project.created', 'repository.pushed'],
    async handler(event) {
      if (event.subject === 'project.created') {
        const parsed = projectCreated.safeParse(event.payload);
        if (!parsed.success) return skip(event, parsed.error.issues);
        await once(event, (tx) => beginPipeline(tx, parsed.data, logger));
      } else {
        const parsed = repositoryPushed.safeParse(event.payload);
        if (!parsed.success) return skip(event, parsed.error.issues);
        await once(event, (tx) => takePush(tx, parsed.data));
      }
    },
  };
}

async function beginPipeline(tx: Prisma.TransactionClient, project: z.infer<typeof projectCreated>, logger: Logger): Promise<void> {
  const { projectId, repository, createdBy } = project;
  const head = { commit: project.commit, message: 'First commit', author: createdBy?.name ?? 'WISSIL' };
  const { count } = await tx.pipeline.createMany({
    data: [
      {
        id: newId('Pipeline'),
        projectId,
        slug: project.slug,
        name: project.name,
        kind: project.kind,
        cloneUrl: repository.cloneUrl,
        defaultBranch: repository.defaultBranch,
        healthPath: project.healthPath,
        deploymentTarget: TARGETS[project.deploymentTarget],
        headCommit: head.commit,
        headMessage: head.message,
        headAuthor: head.author,
      },
    ],
    skipDuplicates: true,
  });
  if (count === 0) return logger.warn({ projectId, slug: project.slug }, 'the project, or another of its name, has a pipeline already');
  if (project.deploymentTarget === 'none') return;
  const pipeline = await tx.pipeline.findUniqueOrThrow({ where: { projectId } });
  await createRun(tx, pipeline, { trigger: 'CREATED', ...head, startedBy: createdBy ?? null });
}

async function takePush(tx: Prisma.TransactionClient, push: z.infer<typeof repositoryPushed>): Promise<void> {
  const pipeline = await tx.pipeline.findUnique({ where: { projectId: push.projectId } });
  if (!pipeline || push.branch !== pipeline.defaultBranch || DELETED.test(push.after)) return;
  const head = { commit: push.after, message: push.message.slice(0, LONGEST_MESSAGE), author: push.author.name };
  await tx.pipeline.update({
    where: { id: pipeline.id },
    data: { headCommit: head.commit, headMessage: head.message, headAuthor: head.author },
  });
  if (pipeline.automatic) await createRun(tx, pipeline, { trigger: 'PUSH', ...head, startedBy: push.pushedBy ?? null });
}
