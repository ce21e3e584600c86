import { cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort, processTree, startBrowser, startSupergraph, type TestBrowser } from '@wissil/testkit';
import { duringThisRun } from '../machine/leave-nothing.ts';
import { onPath } from '../machine/on-path.ts';
import { type Times, timesOf } from '../machine/percentile.ts';
import { runProcess } from '../machine/run-process.ts';
import { EDITED, EditedPage, editedFile } from './edited-page.ts';
import { createWissilProject, type WissilProject } from './wissil-project.ts';

interface HmrFigures extends Times {
  server: string;
  /** Until the write had answered: the mutation's, or that of the file system. */
  written: Times;
  /** Edits after which the page was another one, or its components had lost their state. */
  lostState: number;
}

export interface HmrReport {
  figures: HmrFigures[];
  /** Why figures are missing. */
  missing: string[];
}

const EDITS = 100;
/** So many at one server, then at the other: what else the machine does meanwhile hits both. */
const BLOCK = 25;
const WARM_UP_EDITS = 5;
/** Between edits: one does not pay for what the other left to be done. */
const PAUSE_MS = 100;

const NEEDED = [
  { command: 'chromium', debian: 'chromium' },
  { command: 'bwrap', debian: 'bubblewrap' },
  { command: 'git', debian: 'git' },
] as const;

/** From a write to the new text in the DOM of Chromium: an environment of WISSIL, and `vite` on a copy of the same project. */
export async function benchHmr({ folder, say }: { folder: string; say(line: string): void }): Promise<HmrReport> {
  const missing = NEEDED.filter((program) => !onPath(program.command)).map(
    ({ command, debian }) => `Skipped: ${command} was not found (Debian: apt-get install ${debian}).`,
  );
  if (missing.length > 0) return { figures: [], missing };
  await using stack = new AsyncDisposableStack();
  stack.defer(duringThisRun({ processes: startedProcesses }));
  const [supergraph, browser] = await Promise.all([startSupergraph(), startBrowser()]);
  stack.use(supergraph);
  stack.use(browser);
  say('hmr: creating a project of the template Component Library, and installing its packages …');
  const project = await createWissilProject(supergraph);
  const copy = join(folder, 'vite-project');
  copyProject(project, copy);
  const vite = await startVite(copy, stack);
  const { content: original, hash } = await project.read(EDITED.path);
  let expected = hash;
  const servers = [
    await openServer(browser, stack, {
      name: 'WISSIL',
      url: project.url,
      write: async (content) => void (expected = await project.write(EDITED.path, content, expected)),
    }),
    await openServer(browser, stack, {
      name: `vite ${vite.version}`,
      url: vite.url,
      write: (content) => writeFile(join(copy, EDITED.path), content),
    }),
  ];
  for (const server of servers) await server.edit(original, WARM_UP_EDITS);
  for (const server of servers) server.forget();
  for (let done = 0; done < EDITS; done += BLOCK)
    for (const server of servers) {
      await server.edit(original, BLOCK);
      const { p50, p95 } = server.figures();
      say(`hmr: ${server.name}, ${done + BLOCK} of ${EDITS} edits: p50 ${p50} ms, p95 ${p95} ms`);
    }
  return { figures: servers.map((server) => server.figures()), missing };
}

/** Also what has been started while testkit does not know of it yet, but not testkit's shell, which removes its folders. */
function startedProcesses(): number[] {
  return processTree(process.pid)
    .slice(1)
    .filter((pid) => existsSync(`/proc/${pid}/comm`) && readFileSync(`/proc/${pid}/comm`, 'utf8').trim() !== 'sh');
}

interface DevServer {
  name: string;
  url: string;
  write(content: string): Promise<void>;
}

/** A dev server with its page open. */
class MeasuredServer {
  readonly name: string;
  readonly #write: DevServer['write'];
  readonly #page: EditedPage;
  readonly #shown: number[] = [];
  readonly #written: number[] = [];
  #edits = 0;
  #lostState = 0;

  constructor({ name, write }: DevServer, page: EditedPage) {
    this.name = name;
    this.#write = write;
    this.#page = page;
  }

  async edit(original: string, times: number): Promise<void> {
    for (let time = 0; time < times; time++) {
      const text = `Edit ${++this.#edits}`;
      const shows = this.#page.shows(text);
      // Rejections are those of the one that is waited for below.
      shows.catch(() => undefined);
      const begun = Date.now();
      await this.#write(editedFile(original, text));
      this.#written.push(Date.now() - begun);
      this.#shown.push((await shows) - begun);
      if (!(await this.#page.keptState())) this.#lostState += 1;
      await delay(PAUSE_MS);
    }
  }

  /** What was measured so far. */
  forget(): void {
    for (const times of [this.#shown, this.#written]) times.length = 0;
    this.#lostState = 0;
  }

  figures(): HmrFigures {
    return { server: this.name, ...timesOf(this.#shown), written: timesOf(this.#written), lostState: this.#lostState };
  }
}

async function openServer(browser: TestBrowser, stack: AsyncDisposableStack, server: DevServer): Promise<MeasuredServer> {
  const { page } = stack.use(await browser.newPage());
  const edited = new EditedPage(page);
  await edited.open(server.url);
  return new MeasuredServer(server, edited);
}

/** Its files and packages; none of what WISSIL's dev server has prepared. */
function copyProject({ tree, modules }: WissilProject, copy: string): void {
  mkdirSync(copy);
  cpSync(tree, copy, { recursive: true, verbatimSymlinks: true });
  cpSync(modules, join(copy, 'node_modules'), { recursive: true, verbatimSymlinks: true });
}

/** As `npm run dev` of the project does. */
async function startVite(folder: string, stack: AsyncDisposableStack): Promise<{ url: string; version: string }> {
  const url = `http://127.0.0.1:${await freePort()}/`;
  const { port, hostname } = new URL(url);
  const args = [join(folder, 'node_modules/vite/bin/vite.js'), '--host', hostname, '--port', port, '--strictPort'];
  const launch = { command: process.execPath, args, cwd: folder };
  stack.use(await runProcess(launch, async () => (await fetch(url)).ok));
  const { version } = JSON.parse(readFileSync(join(folder, 'node_modules/vite/package.json'), 'utf8')) as { version: string };
  return { url, version };
}
