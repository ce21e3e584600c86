import { mkdir, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { z } from 'zod';
import { artifactEntries } from '../artifact/artifact-entries.ts';
import type { ArtifactStore, StoredArtifact } from '../artifact/artifact-store.ts';
import type { InstalledModules } from '../workspace/module-store.ts';
import type { BuildMetrics } from './build-metrics.ts';
import type { EndedPhase } from './build-phase.ts';
import { readInside } from './files-inside.ts';
import { lockedPackages } from './locked-packages.ts';
import { type MeasuredSources, metricsOfOutput } from './measure-output.ts';
import { ProjectFault } from './project-fault.ts';
import type { ProjectLog } from './project-log.ts';
import type { ProjectPlan } from './project-plan.ts';
import type { ProjectSandbox } from './project-sandbox.ts';
import type { ProjectSource } from './project-source.ts';
import { optimiseReport, viteReport } from './reports.ts';
import { suggest } from './suggest.ts';
import type { Suggestion } from './suggestion.ts';

export interface PackageRequest {
  /** The project's folder after the build. */
  app: string;
  plan: ProjectPlan;
  source: ProjectSource;
  modules: InstalledModules | undefined;
  sandbox: ProjectSandbox;
  artifacts: ArtifactStore;
  /** For what is measured. */
  report: string;
  /** Pictures of this project as they were encoded before. */
  pictures: string;
  log: ProjectLog;
  signal: AbortSignal;
}

export interface PackagedOutput {
  artifact: StoredArtifact;
  suggestions: Suggestion[];
  metrics(sources: MeasuredSources, phases: readonly EndedPhase[]): BuildMetrics;
}

/**
 * Makes what was built smaller, measures it, and keeps what is run of it.
 * @throws ProjectFault
 */
export async function packageOutput(request: PackageRequest): Promise<PackagedOutput> {
  const { app, plan, modules, artifacts, report, pictures, log, signal } = request;
  await mkdir(report, { recursive: true });
  await mkdir(pictures, { recursive: true });
  const outputs = await outputFolders(app, plan);
  const optimise = (what: ProjectPlan['optimise']) =>
    ownProgram(request, {
      program: 'optimise.ts',
      schema: optimiseReport,
      arguments: [JSON.stringify({ outputs, ...what }), '/wissil/pictures'],
    });
  let optimised = await optimise(plan.optimise);
  if (!optimised && plan.optimise.images) {
    // No picture is worth a build: one may take all memory, or end its decoder.
    log.line('warning: the pictures that are not smaller by now stay as they are');
    optimised = await optimise({ ...plan.optimise, images: false });
  }
  if (!optimised)
    throw new ProjectFault(
      'The output of the build could not be optimised; the log says why. To build without that, write "optimise": {"css": false, "images": false} into wissil.json.',
    );
  const vite = (await isBuiltByVite(app, plan))
    ? await ownProgram(request, { program: 'analyse-vite.ts', schema: viteReport, arguments: [] })
    : undefined;
  signal.throwIfAborted();
  const locked = lockedPackages(
    modules && (await readFile(join(dirname(modules.folder), 'package-lock.json'), 'utf8').catch(() => undefined)),
  );
  const entries = await artifactEntries({
    folder: app,
    modules: modules && { folder: modules.folder, needed: locked.needed },
    files: plan.run.files,
  });
  const artifact = await artifacts.write(entries, signal);
  return {
    artifact,
    suggestions: suggest({ kind: request.source.kind, optimised, vite, duplicates: locked.duplicates }),
    metrics: (sources, phases) => metricsOfOutput({ sources, phases, optimised, vite }),
  };
}

/** What one of our own programs reports; undefined where it fails. */
async function ownProgram<Schema extends z.ZodType>(
  { sandbox, report, pictures, log, signal }: PackageRequest,
  { program, schema, arguments: given }: { program: string; schema: Schema; arguments: readonly string[] },
): Promise<z.infer<Schema> | undefined> {
  const name = `${program}.json`;
  const end = await sandbox.runOwn(program, {
    arguments: [...given, `/wissil/report/${name}`],
    mounts: [
      { from: report, to: '/wissil/report', writable: true },
      { from: pictures, to: '/wissil/pictures', writable: true },
    ],
    onOutput: (text) => log.write(text),
    signal,
  });
  signal.throwIfAborted();
  if (end.code !== 0) {
    log.line(`warning: ${program} ended with ${end.reason ?? end.signal ?? `exit code ${end.code}`}`);
    return undefined;
  }
  const text = await readInside(report, name);
  const parsed = schema.safeParse(text === undefined ? undefined : JSON.parse(text));
  return parsed.success ? parsed.data : undefined;
}

/** Another way of calling Vite may build something else than the analysis would. */
async function isBuiltByVite(app: string, { commands }: ProjectPlan): Promise<boolean> {
  if (commands.build === null) return false;
  const scripts = JSON.parse((await readInside(app, 'package.json')) ?? '{}') as { scripts?: Record<string, string> };
  const line = /^npm run (\S+)$/.exec(commands.build)?.[1];
  const script = line === undefined ? commands.build : (scripts.scripts?.[line] ?? '');
  return /(^|&& *)vite build$/.test(script.trim());
}

/** Where bundlers put what browsers get, of a project that does not say. */
const USUAL = ['dist', 'build', 'out', '.'];

async function outputFolders(app: string, { outputs, run }: ProjectPlan): Promise<string[]> {
  if (outputs) return existing(app, outputs);
  const delivered = run.files.filter((file) => file !== '.' && file !== 'node_modules');
  const folders = await existing(app, delivered.length > 0 ? delivered : USUAL);
  // Of Next.js, wherever it was brought together, the rest is the server's.
  for (const folder of folders) {
    const [pages] = await existing(app, [join(folder, '.next/static')]);
    if (pages !== undefined) return [pages, ...(await existing(app, [join(folder, 'public')]))];
  }
  return delivered.length > 0 ? folders : folders.filter((folder) => folder !== '.').slice(0, 1);
}

async function existing(app: string, folders: readonly string[]): Promise<string[]> {
  const there = await Promise.all(folders.map((folder) => stat(join(app, folder)).catch(() => undefined)));
  return folders.filter((_, index) => there[index]?.isDirectory());
}
