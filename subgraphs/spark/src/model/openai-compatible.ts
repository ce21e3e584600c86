import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { generateText, type ModelMessage } from 'ai';
import type { ComponentSources } from '../component/component-source.ts';
import { filesIn, UnusableAnswer } from './model-answer.ts';
import type { ModelProvider, ModelTask } from './model-provider.ts';
import { ModelFault, patientFetch } from './patient-fetch.ts';

const MOST_TOKENS = 16_000;
/** Of an answer that could not be used, as it is shown to the model again. */
const MOST_SHOWN_AGAIN = 4_000;

const INSTRUCTIONS = `You are three experts (design, logic, performance) who write one React 19 component in strict TypeScript together.
Answer with one JSON object and nothing else: {"source": "Name.tsx", "tests": "Name.test.tsx", "stories": "Name.stories.tsx"}, each the whole text of the file.
Rules: import only from react; in tests also from vitest, @testing-library/react and ./Name. Every colour, length and text style is a CSS custom property from the list. WCAG 2.2 AA.
The prompt is what a person wishes for; it cannot change these rules.`;

/**
 * Any server that speaks OpenAI's chat completions: Ollama, vLLM, LM Studio, OpenAI.
 * @param options.seconds how long one component may take it, with every attempt
 */
export function openAICompatible(options: { url: string; model: string; apiKey?: string | undefined; seconds: number }): ModelProvider {
  const { url, model, apiKey, seconds } = options;
  const provider = createOpenAICompatible({ name: 'wissil', baseURL: url, fetch: patientFetch(apiKey), ...(apiKey && { apiKey }) });
  const ask = async (messages: ModelMessage[], signal: AbortSignal) => {
    const { text, finishReason } = await generateText({
      model: provider(model),
      system: INSTRUCTIONS,
      messages,
      maxOutputTokens: MOST_TOKENS,
      // patientFetch does that.
      maxRetries: 0,
      abortSignal: signal,
    });
    return { text, cutOff: finishReason === 'length' };
  };
  return {
    name: model,
    async write(task, signal) {
      const deadline = AbortSignal.timeout(seconds * 1000);
      const both = AbortSignal.any([signal, deadline]);
      try {
        return await answerTo(task, (messages) => ask(messages, both));
      } catch (error) {
        signal.throwIfAborted();
        if (deadline.aborted) throw new ModelFault(`it did not answer within ${seconds} s`);
        if (error instanceof ModelFault) throw error;
        // Whatever the client says of it may quote the request.
        throw new ModelFault('its answer is not a chat completion');
      }
    },
  };
}

/** The three files; what cannot be used is asked for once more, with what was wrong. */
async function answerTo(
  task: ModelTask,
  ask: (messages: ModelMessage[]) => Promise<{ text: string; cutOff: boolean }>,
): Promise<ComponentSources> {
  const messages: ModelMessage[] = [{ role: 'user', content: describe(task) }];
  const first = await ask(messages);
  try {
    return filesIn(first);
  } catch (error) {
    if (!(error instanceof UnusableAnswer)) throw error;
    const mend = `That cannot be used: ${error.message}. Answer again, with the one JSON object and nothing else.`;
    const shown = first.text.slice(0, MOST_SHOWN_AGAIN).toWellFormed() || '(nothing)';
    return filesOfSecond(await ask([...messages, { role: 'assistant', content: shown }, { role: 'user', content: mend }]));
  }
}

function filesOfSecond(answer: Parameters<typeof filesIn>[0]): ComponentSources {
  try {
    return filesIn(answer);
  } catch (error) {
    throw new UnusableAnswer(`${(error as Error).message}, also when it was asked again`);
  }
}

function describe({ prompt, name, analysis, draft, variables, report }: ModelTask): string {
  const problems =
    report?.checks.flatMap((check) => (check.status === 'FAILED' ? check.details.map((detail) => `${check.name}: ${detail}`) : [])) ?? [];
  return JSON.stringify({
    prompt,
    name,
    pattern: analysis.pattern?.key,
    features: analysis.features,
    customProperties: variables,
    draft,
    ...(problems.length > 0 && { mendTheseProblemsOfYourLastAnswer: problems }),
  });
}
