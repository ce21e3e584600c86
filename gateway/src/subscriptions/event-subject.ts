import { gatewayError } from '../gateway-errors.ts';

const TOKEN = /^[A-Za-z0-9_-]+$/;
const PLACEHOLDER = /\{args\.([A-Za-z_][A-Za-z0-9_]*)\}/g;

/** Stands for who listens: usr_…. Nobody can ask for what is somebody else's. */
export const CALLER_PLACEHOLDER = '{caller.subject}';

/**
 * The subject that a subscription listens to: `@eventSource(subject: "build.{args.build}.changed")` with the field's argument values put in,
 * and the caller in the place of `{caller.subject}`.
 * A value is one token of `[A-Za-z0-9_-]+`; anything else (`*`, `>`, a dot) could widen what the caller hears and throws a GraphQLError.
 */
export function eventSubject(
  template: string,
  fieldName: string,
  { caller, argumentValues }: { caller: string; argumentValues: Readonly<Record<string, unknown>> },
): string {
  if (template.includes(CALLER_PLACEHOLDER) && !TOKEN.test(caller)) {
    throw gatewayError('BAD_USER_INPUT', `Subscription "${fieldName}" is for people, each of whom hears what is theirs.`);
  }
  return template.replaceAll(CALLER_PLACEHOLDER, caller).replace(PLACEHOLDER, (_placeholder, name: string) => {
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
