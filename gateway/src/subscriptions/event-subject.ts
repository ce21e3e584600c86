import { gatewayError } from '../gateway-errors.ts';

const TOKEN = /^[A-Za-z0-9_-]+$/;
const PLACEHOLDER = /\{args\.([A-Za-z_][A-Za-z0-9_]*)\}/g;

/**
 * The subject that a subscription listens to: `@eventSource(subject: "build.{args.build}.changed")` with the field's argument values put in.
 * A value is one token of `[A-Za-z0-9_-]+`; anything else (`*`, `>`, a dot) could widen what the caller hears and throws a GraphQLError.
 */
export function eventSubject(template: string, fieldName: string, argumentValues: Readonly<Record<string, unknown>>): string {
  return template.replace(PLACEHOLDER, (_placeholder, name: string) => {
    const value = argumentValues[name];
    const token = typeof value === 'number' ? String(value) : value;
    if (typeof token === 'string' && TOKEN.test(token)) return token;
    const given = value === undefined || value === null ? 'nothing was given' : `${JSON.stringify(value)} was given`;
    throw gatewayError(
      'BAD_USER_INPUT',
      `Argument "${name}" of subscription "${fieldName}" must be one or more letters, digits, "_" or "-"; ${given}.`,
    );
  });
}
