import type { DependencyProbe } from '@wissil/platform/health';
import { Cluster } from '../target/kubernetes/cluster.ts';

/** `GET /healthz` of the cluster that the kubeconfig's current context names. A kubeconfig that cannot be read is what the probe says. */
export async function kubernetesProbe(name: string, kubeconfig: string | undefined): Promise<DependencyProbe> {
  if (kubeconfig === undefined) return { name, probe: null };
  // Now, because loading the client stops the process for a moment, and a probe would take that for an outage.
  let cluster = await Cluster.open(kubeconfig).catch(() => undefined);
  return {
    name,
    probe: async (signal) => {
      cluster ??= await Cluster.open(kubeconfig);
      await cluster.healthz(signal);
    },
  };
}
