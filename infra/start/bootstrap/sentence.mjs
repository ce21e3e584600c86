import { fileURLToPath } from 'node:url';

export const repositoryRoot = fileURLToPath(new URL('../../..', import.meta.url)).replace(/\/$/, '');

/** A failure that one sentence explains: printed without a stack, exit code 1. */
export class Sentence extends Error {}
