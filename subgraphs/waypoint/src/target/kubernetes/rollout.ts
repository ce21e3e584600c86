import { z } from 'zod';

/** What a rollout is judged by, of a Deployment of apps/v1. */
export const deploymentState = z.object({
  metadata: z.object({ generation: z.number(), annotations: z.record(z.string(), z.string()).default({}) }),
  spec: z.object({ replicas: z.number().default(1) }),
  status: z
    .object({
      observedGeneration: z.number().default(0),
      replicas: z.number().default(0),
      updatedReplicas: z.number().default(0),
      readyReplicas: z.number().default(0),
      availableReplicas: z.number().default(0),
      conditions: z
        .array(z.object({ type: z.string(), status: z.string(), reason: z.string().default(''), message: z.string().default('') }))
        .default([]),
    })
    .prefault({}),
});
export type DeploymentState = z.infer<typeof deploymentState>;

export const replicaSets = z.object({
  items: z.array(z.object({ metadata: z.object({ name: z.string(), annotations: z.record(z.string(), z.string()).default({}) }) })),
});

const REVISION = 'deployment.kubernetes.io/revision';

export type Judgement = { state: 'under way' | 'done' } | { state: 'failed'; why: string };

/**
 * How far the newest rollout is. A condition may still speak of the ReplicaSet before: it counts only where it names the one of the present
 * revision.
 */
export function judge({ metadata, spec, status }: DeploymentState, sets: z.infer<typeof replicaSets>): Judgement {
  if (status.observedGeneration < metadata.generation) return { state: 'under way' };
  const revision = metadata.annotations[REVISION];
  const current = sets.items.find((set) => revision !== undefined && set.metadata.annotations[REVISION] === revision)?.metadata.name;
  const progressing = status.conditions.find(({ type }) => type === 'Progressing');
  const failed = progressing?.status === 'False' && progressing.reason === 'ProgressDeadlineExceeded';
  if (failed && current !== undefined && progressing.message.includes(`"${current}"`)) return { state: 'failed', why: progressing.message };
  const { updatedReplicas, availableReplicas, replicas } = status;
  const done = updatedReplicas === spec.replicas && availableReplicas === spec.replicas && replicas === spec.replicas;
  return { state: done ? 'done' : 'under way' };
}
