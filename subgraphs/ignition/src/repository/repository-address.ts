import type { Repository } from './repository-host.ts';

/**
 * For people and their Git.
 * @param ignition where people open IGNITION
 */
export function cloneUrlOf({ cloneUrl, slug }: Pick<Repository, 'cloneUrl'> & { slug: string }, ignition: string): string {
  return cloneUrl ?? relayUrlOf(slug, ignition);
}

/**
 * For WISSIL's own services, wherever the repository is: IGNITION alone has the credentials.
 * @param ignition where services call IGNITION
 */
export function relayUrlOf(slug: string, ignition: string): string {
  return `${ignition}/git/${slug}.git`;
}
