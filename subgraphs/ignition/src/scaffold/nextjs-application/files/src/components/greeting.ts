// [only libraries.zod]
import { z } from 'zod';

export const greeting = z.object({
  name: z.string().trim().min(1, 'Say your name.').max(80, 'At most 80 characters.'),
  email: z.union([z.literal(''), z.email('That is not an e-mail address.')]),
});

export type Greeting = z.infer<typeof greeting>;
