import type { Repository } from './repository-host.ts';

/** @param ignition an address of IGNITION: where people open it, or where services call it */
export function cloneUrlOf({ cloneUrl, name }: Pick<Repository, 'cloneUrl' | 'name'>, ignition: string): string {
  return cloneUrl ?? `${ignition}/git/${name}.git`;
}
