import type { JobHandler } from '@wissil/platform/jobs';
import type { Generation, Prisma } from '../../generated/prisma/client.ts';
import type { ModelProvider } from '../model/model-provider.ts';
import { isPatternKey } from '../pattern/pattern-library.ts';
import type { ComponentSources } from '../component/component-source.ts';
import { printFiles } from '../print/print-files.ts';
import type { TokenValues } from '../slate/token-values.ts';
import type { ComponentSpec } from '../spec/component-spec.ts';
import type { ComponentVerifier } from '../verify/component-verifier.ts';
import { hasFailed, type Report } from '../verify/report.ts';
import { type Analysis, composeComponent } from './compose-component.ts';
import type { GenerationStore } from './generation-store.ts';

export interface GenerateServices {
  store: GenerationStore;
  tokens: TokenValues;
  verifier: ComponentVerifier;
  /** Undefined: the built-in experts work alone. */
  model: ModelProvider | undefined;
}

interface Made {
  files: ComponentSources;
  report: Report;
  provider: string;
  notes: string[];
}

/** prompt → analysis → experts → files → verified. Done again from its beginning after a crash: nobody sees anything of it before. */
export function generateJob(services: GenerateServices): JobHandler<null> {
  const { store, tokens } = services;
  return {
    async run({ key, signal }) {
      const generation = await store.find(key);
      if (generation === null) return;
      await store.advance(key, 'ANALYSING');
      const variables = new Set((await tokens.all()).keys());
      const composed = composeComponent({ ...generation, pattern: patternOf(generation) }, { variables });
      const analysis = composed.analysis as unknown as Prisma.InputJsonObject;
      if (composed.spec === undefined) {
        await store.advance(key, 'UNMATCHED', { analysis });
        return;
      }
      const { spec } = composed;
      await store.advance(key, 'GENERATING', {
        analysis,
        spec: { ...spec, imports: [...spec.imports] } as unknown as Prisma.InputJsonObject,
      });
      const draft = await printFiles(spec);
      await store.advance(key, 'VERIFYING');
      const made = await make(services, { generation, spec, analysis: composed.analysis, draft, variables, signal });
      const result = {
        component: { name: spec.name, description: spec.description, ...made.files },
        report: made.report as unknown as Prisma.InputJsonObject,
        provider: made.provider,
        notes: made.notes,
      };
      if (hasFailed(made.report)) await store.advance(key, 'FAILED', { ...result, failure: refused(made.report) });
      else await store.advance(key, made.report.passed ? 'SUCCEEDED' : 'UNVERIFIED', result);
    },
    async giveUp({ key }, { message, remedy }) {
      await store.advance(key, 'FAILED', { failure: { message, remedy } });
    },
  };
}

interface Making {
  generation: Generation;
  spec: ComponentSpec;
  analysis: Analysis;
  draft: ComponentSources;
  variables: ReadonlySet<string>;
  signal: AbortSignal;
}

/** By the model where there is one, with one round of mending; by the built-in experts where it does not deliver. */
async function make({ verifier, model }: GenerateServices, making: Making): Promise<Made> {
  const { generation, spec, analysis, draft, variables, signal } = making;
  const verify = (files: ComponentSources) => verifier.verify(spec.name, files, { variables, signal });
  const notes: string[] = [];
  if (model) {
    const task = { prompt: generation.prompt, name: spec.name, analysis, draft, variables: [...variables] };
    try {
      let files = await model.write(task, signal);
      let report = await verify(files);
      if (hasFailed(report)) {
        files = await model.write({ ...task, report }, signal);
        report = await verify(files);
      }
      if (!hasFailed(report)) return { files, report, provider: model.name, notes };
      notes.push(`What ${model.name} wrote did not pass: ${firstProblem(report)} The built-in experts wrote this instead.`);
    } catch (error) {
      signal.throwIfAborted();
      notes.push(`${model.name} did not deliver: ${(error as Error).message}. The built-in experts wrote this instead.`);
    }
  }
  return { files: draft, report: await verify(draft), provider: 'BUILT_IN', notes };
}

function patternOf({ pattern }: Generation) {
  return pattern !== null && isPatternKey(pattern) ? pattern : null;
}

function refused(report: Report) {
  return {
    message: `It did not pass its checks. ${firstProblem(report)}`,
    remedy: 'Say it in other words, choose another pattern, or mend the code in the editor.',
  };
}

function firstProblem({ checks }: Report): string {
  const failed = checks.find(({ status }) => status === 'FAILED');
  return failed ? `${failed.name}: ${failed.details[0] ?? 'failed'}` : '';
}
