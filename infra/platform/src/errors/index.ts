export { ERROR_TABLE, type ErrorCode } from './error-table.ts';
export { ConflictError, type FieldProblem, ForbiddenError, InvalidInputError, NotFoundError, WissilError } from './wissil-error.ts';
