import type { SandboxMount } from '@wissil/platform/sandbox';

/** The folders of one environment, absolute. */
export interface EnvironmentFolders {
  /** The project's files. Nothing but IGNIS writes there. */
  tree: string;
  /** Of Git. */
  gitFolder: string;
  /** For drafts of files, on the same file system. */
  scratch: string;
  /** What the dev server keeps between two starts. */
  state: string;
}

/** One way of running a project while it is edited (the seam for further frameworks). */
export interface DevServerAdapter {
  name: string;
  /** In the sandbox; the program speaks the protocol of inside/channel.mjs. */
  command: [string, ...string[]];
  /** Beside the project at /project, its packages, and /state. */
  mounts: SandboxMount[];
  env?: Record<string, string>;
  /** Resident, in bytes. */
  memoryBytes: number;
}

/** Where things are in the sandbox. */
export const INSIDE = { project: '/project', programs: '/wissil', state: '/state', run: '/run/wissil', socket: 'http.sock' } as const;
