export type DatabaseErrorCode =
  | 'DATABASE_UNREACHABLE'
  | 'DATABASE_TOO_OLD'
  | 'DATA_FOLDER_IN_USE'
  | 'DATA_FOLDER_UNUSABLE'
  | 'DATA_FOLDER_CORRUPT'
  | 'DISK_FULL'
  | 'PORT_IN_USE'
  | 'POSTGRES_MISSING'
  | 'POSTGRES_FAILED'
  | 'MIGRATION_FAILED';

/** Why there is no database to work with: one sentence for the operator that says what to do. It never holds a password. */
export class DatabaseError extends Error {
  readonly code: DatabaseErrorCode;

  constructor(code: DatabaseErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'DatabaseError';
    this.code = code;
  }
}
