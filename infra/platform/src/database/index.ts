export { DatabaseError, type DatabaseErrorCode } from './database-error.ts';
export type { PostgresBinaries } from './embedded/binaries.ts';
export { startEmbeddedPostgres, type EmbeddedPostgres, type EmbeddedPostgresOptions } from './embedded/start-embedded-postgres.ts';
export { migrate } from './migrate.ts';
export { createPool, createPrismaAdapter, prismaAdapterOf, type PoolOptions } from './pool.ts';
export { prismaConfig } from './prisma-config.ts';
export { resolveDatabase, type Database, type DatabaseConfig } from './resolve-database.ts';
export { statementCounter, type CountedStatements } from './statement-counter.ts';
export { visitDatabase } from './visit-database.ts';
