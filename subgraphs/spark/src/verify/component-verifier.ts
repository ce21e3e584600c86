import type { Sandbox } from '@wissil/platform/sandbox';
import { checkSources, type ComponentSources } from '../component/component-source.ts';
import { checkTokens } from './check-tokens.ts';
import { type Check, CHECKS, type Report, reportOf } from './report.ts';
import { checkLint } from './check-lint.ts';
import { checkBehaviour, checkTypes } from './run-checks.ts';
import { openWorkspace } from './workspace.ts';

/** At the same time: each takes a processor for a second or two. */
const MOST_AT_ONCE = 2;
const LONGEST_SECONDS = 30;

/** Finds out what a component is worth: it compiles, keeps the rules, its tests pass, axe finds nothing, and it wears SLATE's tokens alone. */
export class ComponentVerifier {
  readonly #sandbox: Sandbox;
  readonly #folder: string;
  readonly #seconds: number;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  /** @param options.folder where workspaces are made; `seconds`: how long one check may take */
  constructor(options: { sandbox: Sandbox; folder: string; seconds?: number }) {
    this.#sandbox = options.sandbox;
    this.#folder = options.folder;
    this.#seconds = options.seconds ?? LONGEST_SECONDS;
  }

  async verify(name: string, files: ComponentSources, options: { variables: ReadonlySet<string>; signal: AbortSignal }): Promise<Report> {
    const tokens = await this.#timed('tokens', () => checkTokens(name, files.source, options.variables));
    const syntax = (await checkSources(name, files)).map(({ message }) => message);
    if (syntax.length > 0)
      return reportOf([
        { name: 'types', status: 'FAILED', durationMs: 0, details: syntax },
        ...skipped(['lint', 'tests', 'accessibility'], 'Not run: the code cannot be read.'),
        tokens,
      ]);
    if (this.#sandbox.kind === 'missing')
      return reportOf([...skipped(['types', 'lint', 'tests', 'accessibility'], noSandbox(this.#sandbox)), tokens]);
    await this.#turn();
    try {
      await using workspace = await openWorkspace(this.#folder, name, files);
      const run = { sandbox: this.#sandbox, workspace, name, seconds: this.#seconds, signal: options.signal };
      const [types, lint, behaviour] = await Promise.all([checkTypes(run), checkLint(run, files), checkBehaviour(run)]);
      return reportOf(inOrder([types, lint, ...behaviour, tokens]));
    } finally {
      this.#running--;
      this.#waiting.shift()?.();
    }
  }

  async #timed(name: Check['name'], look: () => Promise<string[]>): Promise<Check> {
    const begun = performance.now();
    const details = await look();
    return { name, status: details.length === 0 ? 'PASSED' : 'FAILED', durationMs: Math.round(performance.now() - begun), details };
  }

  async #turn(): Promise<void> {
    while (this.#running >= MOST_AT_ONCE) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#running++;
  }
}

function skipped(names: readonly Check['name'][], why: string): Check[] {
  return names.map((name) => ({ name, status: 'SKIPPED', durationMs: 0, details: [why] }));
}

/** What the sandbox says of itself when it is asked to run something. */
function noSandbox(sandbox: Sandbox): string {
  try {
    sandbox.start({ command: ['true'], mounts: [], cwd: '/' });
  } catch (error) {
    return (error as Error).message;
  }
  return '';
}

function inOrder(checks: Check[]): Check[] {
  return CHECKS.flatMap((name) => checks.filter((check) => check.name === name));
}
