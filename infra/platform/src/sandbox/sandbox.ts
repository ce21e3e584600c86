import type { Writable } from 'node:stream';

/** What runs in the sandbox, and what of the host it sees: /usr read-only, Node at /node/bin, its mounts, and nothing else. */
export interface SandboxSpec {
  /** The program and its arguments, as they are inside; a name is looked for in /node/bin, /usr/bin and /bin. */
  command: readonly [string, ...string[]];
  /** Folders and files of the host, by where they are inside. Read-only, unless they say otherwise; later ones lie over earlier ones. */
  mounts: readonly SandboxMount[];
  /** Inside. */
  cwd: string;
  /** All that the program finds in its environment, beside PATH, HOME, TMPDIR and LANG. */
  env?: Readonly<Record<string, string>>;
  limits?: SandboxLimits;
  onOutput?(text: string, stream: 'stdout' | 'stderr'): void;
  /** Whether its input can be written to; otherwise it is empty. */
  stdin?: boolean;
  /** Kills it. */
  signal?: AbortSignal;
}

export interface SandboxMount {
  /** Absolute. */
  from: string;
  /** Absolute. */
  to: string;
  writable?: boolean;
}

export interface SandboxLimits {
  /** Resident, of all its processes together; default 1.5 GiB. */
  memoryBytes?: number;
  /** At the same time; default 200. */
  processes?: number;
  /** Until it is killed; by default it may run for ever. */
  seconds?: number;
}

export interface SandboxEnd {
  /** Of the program; null where a signal ended it. */
  code: number | null;
  signal: NodeJS.Signals | null;
  /** Why it was ended, where it did not end by itself. */
  reason?: 'memory' | 'processes' | 'time' | 'stopped';
}

export interface SandboxedProcess {
  /** Of the host. */
  readonly pid: number;
  /** Where the spec asks for it. */
  readonly stdin: Writable | undefined;
  /** Never rejects. All of its output has been told of when it resolves. */
  readonly ended: Promise<SandboxEnd>;
  /** SIGTERM to the program, and after `graceMs` (default 5,000) SIGKILL to everything in it. */
  stop(graceMs?: number): Promise<SandboxEnd>;
}

/** Where code runs that nobody has read. No network but its own loopback: a server in it is reached by a unix socket in a writable mount. */
export interface Sandbox {
  readonly kind: 'bubblewrap' | 'missing';
  /** @throws WissilError UNAVAILABLE where this host has no sandbox: it says why, and what to install */
  start(spec: SandboxSpec): SandboxedProcess;
}
