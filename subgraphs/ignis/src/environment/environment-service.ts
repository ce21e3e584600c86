import type { Caller } from '@wissil/platform/auth';
import { NotFoundError } from '@wissil/platform/errors';
import type { DevEnvironment } from '../../generated/prisma/client.ts';
import type { WorkspaceFile, WriteRequest } from '../workspace/workspace.ts';
import type { EnvironmentFiles } from './environment-files.ts';
import type { EnvironmentStore } from './environment-store.ts';
import type { EnvironmentSupervisor } from './environment-supervisor.ts';

/** What people do with development environments. */
export class EnvironmentService {
  readonly store: EnvironmentStore;
  readonly files: EnvironmentFiles;
  readonly supervisor: EnvironmentSupervisor;

  constructor({ store, files, supervisor }: { store: EnvironmentStore; files: EnvironmentFiles; supervisor: EnvironmentSupervisor }) {
    this.store = store;
    this.files = files;
    this.supervisor = supervisor;
  }

  /** @throws NotFoundError */
  async open(projectId: string, caller: Caller): Promise<DevEnvironment> {
    const openedBy = caller.subject || null;
    const [known] = await this.store.byProjects([projectId]);
    if (known) {
      this.supervisor.use(known.id);
      return this.store.reopen(known.id, { openedBy });
    }
    const project = await this.store.project(projectId);
    if (!project) throw new NotFoundError('There is no such project, or it has no repository yet.');
    return this.store.createFor(project, openedBy);
  }

  /** @throws NotFoundError */
  async stop(id: string): Promise<DevEnvironment> {
    const { round } = await this.#get(id);
    await this.store.settle({ id, round }, 'STOPPED', null);
    await this.supervisor.stop(id);
    return this.#get(id);
  }

  /** @throws NotFoundError, InvalidInputError, ConflictError */
  async write(id: string, request: WriteRequest): Promise<WorkspaceFile & { environment: DevEnvironment }> {
    const environment = await this.#get(id);
    return { ...(await this.files.write(environment, request)), environment };
  }

  /** @throws NotFoundError, InvalidInputError, ConflictError */
  async remove(id: string, path: string, expectedHash: string | null | undefined): Promise<DevEnvironment> {
    const environment = await this.#get(id);
    await this.files.remove(environment, path, expectedHash);
    return environment;
  }

  /** @throws NotFoundError, InvalidInputError, ConflictError */
  async commit(id: string, message: string, caller: Caller): Promise<DevEnvironment> {
    const environment = await this.#get(id);
    await this.files.commit(environment, message, caller);
    return this.#get(id);
  }

  /** @throws NotFoundError */
  async discard(id: string): Promise<DevEnvironment> {
    const environment = await this.#get(id);
    await this.files.discard(environment);
    return this.#get(id);
  }

  async #get(id: string): Promise<DevEnvironment> {
    const found = await this.store.find(id);
    if (!found) throw new NotFoundError('There is no such environment.');
    return found;
  }
}
