import { type Config, defineSettings, type Environment, parseConfig, values } from '@wissil/platform/config';

/** SPARK's own settings: the language model that takes the experts' seats. */
export const sparkSettings = defineSettings({
  modelUrl: {
    env: 'SPARK_MODEL_URL',
    schema: values.optionalHttpUrl,
    doc: 'A server that speaks OpenAI’s chat completions (Ollama, vLLM, OpenAI), up to its version: http://127.0.0.1:11434/v1. Not set: the built-in experts work alone.',
  },
  model: {
    env: 'SPARK_MODEL',
    schema: values.text.optional().describe('a text'),
    doc: 'The model that is asked for there. Needed with SPARK_MODEL_URL.',
  },
  modelApiKey: {
    env: 'SPARK_MODEL_API_KEY',
    schema: values.secret.optional().describe('a secret text'),
    doc: 'The key for it, where it needs one.',
    secret: true,
  },
  modelSeconds: {
    env: 'SPARK_MODEL_SECONDS',
    schema: values.integer(1, 3600),
    default: '120',
    doc: 'Seconds that it may take to write one component, with every attempt. After that the built-in experts write it.',
  },
});

export type SparkConfig = Config<typeof sparkSettings>;

export function parseSparkConfig(env: Environment): SparkConfig {
  return parseConfig(sparkSettings, env);
}
