import type { Addresses, SubgraphName } from '@wissil/platform/subgraph';
import type { PrismaClient, System, SystemName } from '../../generated/prisma/client.ts';
import type { HealthRecord } from '../health/health-record.ts';

export class SystemService {
  readonly #db: PrismaClient;
  readonly #addresses: Addresses;

  constructor(options: { db: PrismaClient; addresses: Addresses }) {
    this.#db = options.db;
    this.#addresses = options.addresses;
  }

  /** All six, in the order of their cards. */
  all(): Promise<System[]> {
    return this.#db.system.findMany({ orderBy: { position: 'asc' } });
  }

  byName(name: SystemName): Promise<System | null> {
    return this.#db.system.findUnique({ where: { name } });
  }

  byIdOrThrow(id: string): Promise<System> {
    return this.#db.system.findUniqueOrThrow({ where: { id } });
  }

  async byIds(ids: readonly string[]): Promise<(System | null)[]> {
    const found = new Map((await this.#db.system.findMany({ where: { id: { in: [...ids] } } })).map((system) => [system.id, system]));
    return ids.map((id) => found.get(id) ?? null);
  }

  /** Where people open it. */
  addressOf(system: System): string {
    return this.#addresses.public[serviceOf(system)];
  }

  /** The system as the graph shows it, for events that answer a subscription by themselves. */
  entity(system: System, health: HealthRecord) {
    const { id, name, title, purpose } = system;
    return { __typename: 'System', id, name, title, purpose, address: this.addressOf(system), health };
  }
}

export function serviceOf(system: Pick<System, 'name'>): SubgraphName {
  return system.name.toLowerCase() as SubgraphName;
}
