import { InvalidInputError } from '@wissil/platform/errors';
import { z } from 'zod';
import type { EnvironmentName } from '../../generated/prisma/client.ts';

/** As OCI tags are written (distribution spec 1.1, "Pulling manifests"); every version of Semantic Versioning without build metadata is one. */
const VERSION = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;

const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}]/u;

const version = z
  .string()
  .trim()
  .regex(VERSION, 'Write a version such as 1.4.0 or 2026-11-23.1: letters, digits, dots, dashes and underscores, at most 128.');

const url = z
  .string()
  .trim()
  .max(2_000, 'An address has at most 2,000 characters.')
  .refine((text) => /^https?:$/.test(URL.parse(text)?.protocol ?? ''), 'Write an absolute address that begins with http:// or https://.')
  .nullish();

const line = (longest: number) =>
  z
    .string()
    .trim()
    .min(1, 'Write at least one character, or leave it out.')
    .max(longest, `Write at most ${longest} characters.`)
    .refine((text) => !CONTROL.test(text), 'Write one line without control characters.');

/** What a pipeline has to say about itself may have several lines. */
const message = z
  .string()
  .trim()
  .max(4_000, 'Write at most 4,000 characters.')
  .refine((text) => !CONTROL.test(text.replace(/[\n\t]/g, '')), 'Write text without control characters.')
  .nullish();

const recordDeployment = z
  .object({
    environment: z.string() as unknown as z.ZodType<EnvironmentName>,
    project: line(100).nullish(),
    build: line(100).nullish(),
    service: line(100).nullish(),
    version,
    url,
  })
  .refine(({ project, build, service }) => project != null || build != null || service != null, {
    path: ['service'],
    message: 'Say what was deployed: a project, a build or a service’s name.',
  });

const updateStatus = z.object({ message, url });

export type RecordDeployment = z.infer<typeof recordDeployment>;

/** @throws InvalidInputError with every problem at once */
export function parseRecordDeployment(input: unknown): RecordDeployment {
  return parse(recordDeployment, input);
}

/** @throws InvalidInputError with every problem at once */
export function parseUpdateStatus(input: unknown): z.infer<typeof updateStatus> {
  return parse(updateStatus, input);
}

function parse<Output>(schema: z.ZodType<Output>, input: unknown): Output {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new InvalidInputError(parsed.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message })));
}
