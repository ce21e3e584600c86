import type { Deployment, Environment, PrismaClient } from '../../generated/prisma/client.ts';

export class EnvironmentService {
  readonly #db: PrismaClient;

  constructor(options: { db: PrismaClient }) {
    this.#db = options.db;
  }

  /** In the order of promotion. */
  all(): Promise<Environment[]> {
    return this.#db.environment.findMany({ orderBy: { position: 'asc' } });
  }

  /** The newest deployment that succeeded in each, by the time at which it finished. One statement, however many environments. */
  async currentDeployments(ids: readonly string[]): Promise<(Deployment | null)[]> {
    const rows = await this.#db.deployment.findMany({
      where: { environmentId: { in: [...ids] }, status: 'SUCCEEDED' },
      distinct: ['environmentId'],
      orderBy: [{ environmentId: 'asc' }, { finishedAt: 'desc' }, { id: 'desc' }],
    });
    const current = new Map(rows.map((row) => [row.environmentId, row]));
    return ids.map((id) => current.get(id) ?? null);
  }

  /** The newest deployment of each project in each environment; `current`: of those that succeeded. One statement, however many projects. */
  newestOf(projects: readonly string[], which: 'current' | 'latest'): Promise<Deployment[]> {
    return this.#db.deployment.findMany({
      where: { projectId: { in: [...projects] }, ...(which === 'current' && { status: 'SUCCEEDED' }) },
      distinct: ['projectId', 'environmentId'],
      orderBy: [
        { projectId: 'asc' },
        { environmentId: 'asc' },
        ...(which === 'current' ? [{ finishedAt: 'desc' as const }] : [{ startedAt: 'desc' as const }]),
        { id: 'desc' },
      ],
    });
  }
}
