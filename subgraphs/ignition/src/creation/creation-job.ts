import { recordEvent } from '@wissil/platform/events';
import type { JobFailure, JobHandler, JobRun } from '@wissil/platform/jobs';
import type { Prisma, PrismaClient, ProjectCreation } from '../../generated/prisma/client.ts';
import type { ProjectPlan } from '../project/project-plan.ts';
import { relayUrlOf } from '../repository/repository-address.ts';
import { gitPerson } from '../repository/push-identity.ts';
import type { Repository, RepositoryHost, RepositoryHostKind } from '../repository/repository-host.ts';
import { type ScaffoldFile, scaffoldProject } from '../scaffold/scaffold-project.ts';
import type { CreationStepName } from './creation-step.ts';
import { type CreationStore, hasEnded, json, lockCreation, planOf } from './creation-store.ts';
import type { ThemeSource } from './theme-source.ts';

export interface CreationJobParts {
  db: PrismaClient;
  store: CreationStore;
  hosts: (kind: RepositoryHostKind) => RepositoryHost;
  themes: Pick<ThemeSource, 'css'>;
  /** IGNITION's address inside the installation. */
  address: string;
}

/**
 * Makes a project: its files, its repository with the first commit, and last, at once, its registration with `project.created`. Whatever
 * happens on the way, in the end there is all of it, or nothing.
 */
export class CreationJob implements JobHandler<null> {
  readonly #parts: CreationJobParts;

  constructor(parts: CreationJobParts) {
    this.#parts = parts;
  }

  async run(job: JobRun<null>): Promise<void> {
    const { store, hosts, themes } = this.#parts;
    const creation = await store.find(job.key);
    if (!creation || hasEnded(creation)) return;
    const plan = planOf(creation);
    const { projectId } = creation;
    const host = hosts(plan.repository.host);
    const step = <Result>(name: CreationStepName, work: () => Promise<Result>) => this.#step(job, name, work);

    const { themeCss, files } = await step('scaffold', async () => {
      const css = await themes.css(plan.theme);
      return { themeCss: css, files: scaffoldOf(plan, css).length };
    });
    await store.note(job.key, { name: 'scaffold', status: 'SUCCEEDED', message: `${files} files` });
    const { description } = plan;
    const repository = await step('repository', () => host.create(plan.repository, { projectId, description, ...plan.repository }));
    const author = gitPerson({ id: creation.requestedById, name: creation.requestedByName });
    const commit = await step('first-commit', () =>
      host.firstCommit(repository, { files: scaffoldOf(plan, themeCss), message: messageOf(plan), author }),
    );
    await store.note(job.key, { name: 'first-commit', status: 'SUCCEEDED', message: commit.slice(0, 10) });
    await step('register', () => this.#register(creation, { repository, commit }));
  }

  async giveUp(job: JobRun<null>, failure: JobFailure): Promise<void> {
    const { store, hosts } = this.#parts;
    const creation = await store.find(job.key);
    if (!creation || hasEnded(creation)) return;
    const { repository } = planOf(creation);
    await hosts(repository.host).delete(repository, creation.projectId);
    await store.fail(creation.id, failure);
  }

  /** A step of the job that people can follow. */
  async #step<Result>(job: JobRun<null>, name: CreationStepName, work: () => Promise<Result>): Promise<Result> {
    const { store } = this.#parts;
    return job.step(name, async () => {
      await store.note(job.key, { name, status: 'RUNNING', message: null });
      try {
        return await work();
      } catch (error) {
        // The error is what counts; that it could not be shown is the lesser one.
        const message = `${(error as Error).message} (attempt ${job.attempt})`;
        await store.note(job.key, { name, status: 'RUNNING', message }).catch(() => undefined);
        throw error;
      }
    });
  }

  /** Done again after it was cut off, it finds that it was done. */
  async #register({ id }: ProjectCreation, made: { repository: Repository; commit: string }): Promise<{ projectId: string } | null> {
    return this.#parts.db.$transaction(async (tx) => {
      const creation = await lockCreation(tx, id);
      if (!creation || hasEnded(creation)) return null;
      const plan = planOf(creation);
      await tx.project.create({ data: projectRow(creation, made) });
      await tx.projectBranch.create({
        data: { projectId: creation.projectId, name: made.repository.defaultBranch, commit: made.commit },
      });
      await recordEvent(tx, { subject: 'project.created', payload: this.#event(creation, made) });
      await this.#parts.store.succeed(tx, creation, `Registered as ${plan.slug}`);
      return { projectId: creation.projectId };
    });
  }

  /** The payload of `project.created`. */
  #event(creation: ProjectCreation, { repository, commit }: { repository: Repository; commit: string }) {
    const { name, slug, description, template, kind, inputs, healthPath, deploymentTarget } = planOf(creation);
    return {
      projectId: creation.projectId,
      ...{ slug, name, description },
      template: { slug: template.slug, version: template.version },
      ...{ kind, inputs },
      repository: {
        host: repository.host,
        cloneUrl: relayUrlOf(slug, this.#parts.address),
        webUrl: repository.webUrl,
        defaultBranch: repository.defaultBranch,
      },
      ...{ commit, healthPath, deploymentTarget },
      createdBy: { id: creation.requestedById, name: creation.requestedByName },
    };
  }
}

/** The same files for the same plan and theme, whenever they are asked for. */
export function scaffoldOf({ template, name, slug, description, inputs }: ProjectPlan, themeCss: string): ScaffoldFile[] {
  return scaffoldProject({ template, name, slug, description, inputs, themeCss });
}

function messageOf({ name, template }: ProjectPlan): string {
  return `Begin ${name}\n\nMade by WISSIL from the template ${template.slug} ${template.version}.\n`;
}

function projectRow(
  creation: ProjectCreation,
  { repository, commit }: { repository: Repository; commit: string },
): Prisma.ProjectUncheckedCreateInput {
  const { name, slug, description, template, inputs, kind, healthPath } = planOf(creation);
  return {
    id: creation.projectId,
    ...{ name, slug, description, kind, healthPath },
    templateId: template.id,
    templateVersion: template.version,
    inputs: json(inputs),
    repositoryHost: repository.host,
    repositoryOwner: repository.owner,
    repositoryName: repository.name,
    repositoryCloneUrl: repository.cloneUrl,
    repositoryWebUrl: repository.webUrl,
    defaultBranch: repository.defaultBranch,
    headCommit: commit,
    createdById: creation.requestedById,
    createdByName: creation.requestedByName,
  };
}
