import { InvalidInputError } from '@wissil/platform/errors';
import { z } from 'zod';
import { checkSources, normalisePath } from '../bundler/source-files.ts';
import type { ComponentSources } from './component-compiler.ts';

const body = z.object({
  name: z.string().trim().min(1).max(100),
  files: z.array(z.object({ path: z.string(), content: z.string() })),
  entry: z.string(),
  stories: z.string().nullish(),
});

/**
 * What `POST /api/preview` was sent, with its paths normalised. Without `stories`, the file named as stories are is taken.
 * @throws InvalidInputError with every problem at once
 */
export function parsePreview(json: unknown): ComponentSources {
  const parsed = body.safeParse(json);
  if (!parsed.success)
    throw new InvalidInputError(parsed.error.issues.map(({ path, message }) => ({ path: path.join('.') || 'body', message })));
  const { name } = parsed.data;
  const { entry, files, problems } = checkSources(parsed.data);
  const given = parsed.data.stories;
  const stories =
    given == null ? (files.find(({ path }) => /\.stories\.(tsx|jsx|ts|js)$/.test(path))?.path ?? null) : normalisePath(given).path;
  if (stories !== null && problems.length === 0 && !files.some(({ path }) => path === stories))
    problems.push({ path: 'stories', message: `There is no file ${stories} among the files.` });
  if (problems.length > 0) throw new InvalidInputError(problems);
  return { name, entry, stories, files };
}
