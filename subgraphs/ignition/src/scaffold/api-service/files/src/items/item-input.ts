import type { z } from 'zod';
import { ServiceError } from '../http/reply.ts';

/** @throws ServiceError 400 that names each field with what is wrong */
export function checked<T>(schema: z.ZodType<T>, given: unknown): T {
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  const fields = result.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
  throw new ServiceError(400, 'Some values are not acceptable.', { fields });
}
