import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { processTree } from '@wissil/testkit';
import { duringThisRun } from '../machine/leave-nothing.ts';

const run = promisify(execFile);
const STEP_MS = 120_000;

/** Debian's buildah with a storage of its own. */
export class Buildah {
  readonly version: string;
  readonly driver: string;
  readonly #folder: string;

  private constructor(options: { version: string; driver: string; folder: string }) {
    this.version = options.version;
    this.driver = options.driver;
    this.#folder = options.folder;
  }

  /** With the storage driver overlay, where this machine can: vfs copies every file of the base for each container. */
  static async open(folder: string): Promise<Buildah> {
    const { stdout } = await run('buildah', ['--version']);
    const version = /^buildah version \S+/.exec(stdout)?.[0].replace(' version', '') ?? 'buildah';
    let refusal: unknown;
    for (const driver of ['overlay', 'vfs']) {
      const home = join(folder, driver);
      mkdirSync(home, { recursive: true });
      const buildah = new Buildah({ version, driver, folder: home });
      try {
        const container = await buildah.run('from', 'scratch');
        await buildah.run('add', container, import.meta.filename, '/');
        await buildah.run('rm', container);
        return buildah;
      } catch (error) {
        refusal = error;
      }
    }
    throw refusal;
  }

  /** One command; resolves with what it says. */
  async run(command: string, ...args: string[]): Promise<string> {
    const storage = ['--root', join(this.#folder, 'root'), '--runroot', join(this.#folder, 'run'), '--storage-driver', this.driver];
    const running = run('buildah', [...storage, command, ...args], {
      timeout: STEP_MS,
      env: { ...process.env, HOME: this.#folder, XDG_CONFIG_HOME: this.#folder, BUILDAH_ISOLATION: 'chroot' },
    });
    const { pid } = running.child;
    const forget = duringThisRun({ processes: () => (pid === undefined ? [] : processTree(pid)) });
    return running.then(({ stdout }) => stdout.trim()).finally(forget);
  }
}
