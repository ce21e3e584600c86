import { z } from 'zod';
import { DIGEST } from '../image/oci.ts';

/** What a build of IGNIS puts out to be run. */
export const artifactSchema = z.object({
  digest: z.string().regex(DIGEST),
  command: z.array(z.string()).min(1),
  healthPath: z.string().startsWith('/'),
  port: z.int().positive(),
});

export type Artifact = z.infer<typeof artifactSchema>;
