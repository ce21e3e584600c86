import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Caller, IDENTITY_HEADER, type IdentitySigner, serviceCaller } from '@wissil/platform/auth';
import { ConflictError, InvalidInputError } from '@wissil/platform/errors';
import type { DevEnvironment } from '../../generated/prisma/client.ts';
import type { EnvironmentFolders } from '../dev-server/dev-server-adapter.ts';
import type { FileEvent } from '../dev-server/dev-server-process.ts';
import { Workspace, type WorkspaceFile, type WriteRequest } from '../workspace/workspace.ts';
import { type Change, type FileEntry, WorkspaceGit, type WorkspaceState } from '../workspace/workspace-git.ts';
import { checkedPath } from '../workspace/workspace-path.ts';
import type { EnvironmentStore } from './environment-store.ts';
import type { EnvironmentSupervisor } from './environment-supervisor.ts';

/** What a dev server reads once, when it begins. */
const READ_ONCE = /^(package(-lock)?\.json|wissil\.json|(vite|next|postcss|tailwind)\.config\.\w+|\.env(\..*)?)$/;

const LONGEST_MESSAGE = 5_000;
const GIT_MS = 60_000;
const MOST_WORKSPACES = 200;

export interface EnvironmentFilesOptions {
  /** Absolute and without links. */
  root: string;
  store: EnvironmentStore;
  supervisor: () => EnvironmentSupervisor;
  signer: IdentitySigner;
  /** IGNITION's address inside the installation: repositories there learn who asks, and no others. */
  ignition: string;
}

/** The files of environments, as people edit them; the dev server hears of each change at once. */
export class EnvironmentFiles {
  readonly #options: EnvironmentFilesOptions;
  readonly #service = serviceCaller('ignis');
  readonly #workspaces = new Map<string, Workspace>();

  constructor(options: EnvironmentFilesOptions) {
    this.#options = options;
  }

  foldersOf(id: string): EnvironmentFolders {
    const home = join(this.#options.root, id);
    return { tree: join(home, 'tree'), gitFolder: join(home, 'git'), scratch: join(home, 'scratch'), state: join(home, 'state') };
  }

  async clone(environment: DevEnvironment, signal: AbortSignal): Promise<void> {
    await this.#gitOf(environment).clone(await this.#headers(environment, this.#service), signal);
  }

  /** Takes over what others have pushed, where that changes no file that was edited here. */
  async follow(environment: DevEnvironment, signal = deadline()): Promise<void> {
    const taken = await this.#workspaceOf(environment.id).inTurn(async () =>
      this.#gitOf(environment).follow(await this.#headers(environment, this.#service), signal),
    );
    if (taken.length > 0) await this.#changed(environment, taken);
  }

  async isCheckedOut({ id }: DevEnvironment): Promise<boolean> {
    return (await eventAt(join(this.foldersOf(id).gitFolder, 'HEAD'))) === 'change';
  }

  async list(environment: DevEnvironment): Promise<FileEntry[]> {
    return (await this.isCheckedOut(environment)) ? this.#gitOf(environment).list(deadline()) : [];
  }

  async state(environment: DevEnvironment): Promise<WorkspaceState | null> {
    return (await this.isCheckedOut(environment))
      ? this.#gitOf(environment)
          .state(deadline())
          .catch(() => null)
      : null;
  }

  read({ id }: DevEnvironment, path: string): Promise<WorkspaceFile | null> {
    return this.#workspaceOf(id).read(path);
  }

  /** @throws InvalidInputError, ConflictError */
  async write(environment: DevEnvironment, request: WriteRequest): Promise<WorkspaceFile> {
    await this.#assertThere(environment);
    const path = checkedPath(request.path);
    const event = await eventAt(join(this.foldersOf(environment.id).tree, path));
    const file = await this.#workspaceOf(environment.id).write(request);
    await this.#changed(environment, [file.path], event);
    return file;
  }

  /** @throws InvalidInputError, NotFoundError, ConflictError */
  async remove(environment: DevEnvironment, path: string, expectedHash?: string | null): Promise<void> {
    await this.#assertThere(environment);
    const removed = await this.#workspaceOf(environment.id).remove(path, expectedHash);
    await this.#changed(environment, [removed], 'unlink');
  }

  /**
   * Commits every change and pushes it, in the name of the caller.
   * @throws InvalidInputError, ConflictError
   */
  async commit(environment: DevEnvironment, given: string, caller: Caller): Promise<void> {
    const message = given.trim();
    if (message === '') throw new InvalidInputError([{ path: 'message', message: 'Say what the change is for.' }]);
    if (message.length > LONGEST_MESSAGE || /[^\P{Cc}\n\t]/u.test(message))
      throw new InvalidInputError([{ path: 'message', message: `Write at most ${LONGEST_MESSAGE} characters of text.` }]);
    await this.#assertThere(environment);
    const author = { name: caller.name.replace(/[<>\n]/g, ' ').trim() || caller.subject, email: `${caller.subject}@users.wissil.invalid` };
    const { taken } = await this.#workspaceOf(environment.id).inTurn(async () =>
      this.#gitOf(environment).commit({ message, author, headers: await this.#headers(environment, caller) }, deadline()),
    );
    await this.#changed(environment, taken);
  }

  async discard(environment: DevEnvironment): Promise<void> {
    await this.#assertThere(environment);
    const changes = await this.#workspaceOf(environment.id).inTurn(() => this.#gitOf(environment).discard(deadline()));
    const paths = (status: Change['status'][]) => changes.filter((change) => status.includes(change.status)).map(({ path }) => path);
    await this.#changed(environment, paths(['ADDED']), 'unlink');
    await this.#changed(environment, paths(['MODIFIED', 'DELETED']));
  }

  /** What was read once is read again by starting again; and where nothing runs because the project was at fault, the change may have mended it. */
  async #changed(environment: DevEnvironment, paths: readonly string[], event: FileEvent = 'change'): Promise<void> {
    const { store, supervisor } = this.#options;
    const { id } = environment;
    let running = true;
    for (const path of paths) running = supervisor().changed(id, event, path) && running;
    store.changed(environment);
    if (paths.length === 0) return;
    const isReadOnce = paths.some((path) => READ_ONCE.test(path));
    const now = await store.find(id);
    if (now?.status === 'FAILED' || (now?.status === 'READY' && (isReadOnce || !running))) await store.reopen(id, { again: true });
  }

  async #assertThere(environment: DevEnvironment): Promise<void> {
    if (!(await this.isCheckedOut(environment)))
      throw new ConflictError('The files of this environment are not there yet: it is being prepared, or that has failed. Open it again.');
  }

  #workspaceOf(id: string): Workspace {
    const known = this.#workspaces.get(id);
    if (known) return known;
    const { tree: root, scratch } = this.foldersOf(id);
    const workspace = new Workspace({ root, scratch });
    if (this.#workspaces.size >= MOST_WORKSPACES) this.#workspaces.delete(this.#workspaces.keys().next().value as string);
    this.#workspaces.set(id, workspace);
    return workspace;
  }

  #gitOf({ id, cloneUrl, branch }: DevEnvironment): WorkspaceGit {
    const { tree, gitFolder } = this.foldersOf(id);
    return new WorkspaceGit({ tree, gitFolder, repository: { cloneUrl, branch } });
  }

  async #headers({ cloneUrl }: DevEnvironment, caller: Caller): Promise<string[]> {
    if (new URL(cloneUrl).origin !== new URL(this.#options.ignition).origin) return [];
    return [`${IDENTITY_HEADER}: ${await this.#options.signer.tokenFor(caller)}`];
  }
}

function deadline(): AbortSignal {
  return AbortSignal.timeout(GIT_MS);
}

async function eventAt(path: string): Promise<'add' | 'change'> {
  return lstat(path).then(
    () => 'change',
    () => 'add',
  );
}
