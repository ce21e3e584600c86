import { ConfigError } from '@wissil/platform/config';
import type { SparkConfig } from '../config.ts';
import type { ModelProvider } from './model-provider.ts';

/**
 * The model that the settings name; undefined where they name none.
 * @throws ConfigError where they name half of one
 */
export function openModel({ modelUrl, model, modelApiKey, modelSeconds }: SparkConfig): ModelProvider | undefined {
  if (modelUrl === undefined) return undefined;
  if (model === undefined)
    throw new ConfigError(['SPARK_MODEL_URL is set, and SPARK_MODEL is not: name the model that is asked for there.']);
  return {
    name: model,
    // The client is heavy, and most installations have no model.
    async write(task, signal) {
      const { openAICompatible } = await import('./openai-compatible.ts');
      return openAICompatible({ url: modelUrl, model, apiKey: modelApiKey?.reveal(), seconds: modelSeconds }).write(task, signal);
    },
  };
}
