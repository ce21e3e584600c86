import { ERROR_TABLE, type ErrorCode } from './error-table.ts';

/** An expected failure: its message is written for the person who reads it and may be shown as it is. */
export class WissilError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }

  /** HTTP status of the error where it is the whole answer. */
  get status(): number {
    return ERROR_TABLE[this.code].status;
  }
}

/** What is wrong with one value of an input; `path` is dotted from the input's root: `inputs.packageManager`. */
export interface FieldProblem {
  path: string;
  message: string;
}

export class InvalidInputError extends WissilError {
  readonly fields: readonly FieldProblem[];

  constructor(fields: readonly FieldProblem[]) {
    super('INVALID_INPUT', fields.map((field) => `${field.path}: ${field.message}`).join(' '));
    this.fields = fields;
  }
}

export class NotFoundError extends WissilError {
  constructor(message: string) {
    super('NOT_FOUND', message);
  }
}

export class ConflictError extends WissilError {
  constructor(message: string) {
    super('CONFLICT', message);
  }
}

/** Somebody who is known asks for what the permission table does not allow. */
export class ForbiddenError extends WissilError {
  /** The action of the permission table that is missing. */
  readonly permission: string;

  /** @param who what was refused: `the role DESIGNER` */
  constructor(permission: string, who: string) {
    super('FORBIDDEN', `This needs the permission ${permission}, which ${who} does not have. An administrator can change that.`);
    this.permission = permission;
  }
}
