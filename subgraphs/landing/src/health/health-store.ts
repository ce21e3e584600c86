import { recordEvent } from '@wissil/platform/events';
import { newId } from '@wissil/platform/graphql';
import type { HealthStatus, Prisma, PrismaClient } from '../../generated/prisma/client.ts';
import type { SystemService } from '../system/system-service.ts';
import { differs, differsInHealth, type HealthRecord, reasonOf } from './health-record.ts';

/** A change as a monitor saw it. */
export interface HealthChange {
  systemId: string;
  /** UNKNOWN: the first sight after a start, which pages have to be told of though the history may know it already. */
  from: HealthStatus;
  record: HealthRecord;
}

export class HealthStore {
  readonly #db: PrismaClient;
  readonly #systems: SystemService;

  constructor(options: { db: PrismaClient; systems: SystemService }) {
    this.#db = options.db;
    this.#systems = options.systems;
  }

  /**
   * Writes state, history and event of a change together. What is stored already, by another replica or before a restart, is not written
   * again. Returns the record with the `since` that holds.
   */
  save({ systemId, from, record }: HealthChange): Promise<HealthRecord> {
    return this.#db.$transaction(async (tx) => {
      await tx.$queryRaw`SELECT "id" FROM "system" WHERE "id" = ${systemId} FOR UPDATE`;
      const system = await tx.system.findUniqueOrThrow({ where: { id: systemId } });
      const stored = system.healthRecord as unknown as HealthRecord | null;
      const current = stored?.status === record.status ? { ...record, since: stored.since } : record;
      const isNews = !stored || differs(stored, current);
      if (!isNews && from !== 'UNKNOWN') return current;
      await tx.system.update({
        where: { id: systemId },
        data: {
          healthStatus: current.status,
          healthSince: current.since,
          healthSeenAt: current.checkedAt,
          healthRecord: current as unknown as Prisma.InputJsonObject,
        },
      });
      if (!stored || differsInHealth(stored, current)) {
        const at = current.checkedAt ?? current.since;
        await tx.healthEvent.create({
          data: { id: newId('HealthEvent'), systemId, status: current.status, at, reason: reasonOf(current) },
        });
      }
      await recordEvent(tx, { subject: 'system.health.changed', payload: this.#systems.entity(system, current) });
      return current;
    });
  }

  /** Says that the stored states still hold. */
  async confirm(): Promise<void> {
    await this.#db.system.updateMany({ where: { healthRecord: { not: { equals: null } as never } }, data: { healthSeenAt: new Date() } });
  }

  /** Forgets history older than `before`; returns how many entries went. */
  async prune(before: Date): Promise<number> {
    const { count } = await this.#db.healthEvent.deleteMany({ where: { at: { lt: before } } });
    return count;
  }
}
