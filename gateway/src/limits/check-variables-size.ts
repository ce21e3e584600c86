import { gatewayError } from '../gateway-errors.ts';

const MAX_DEPTH = 32;
const MAX_VALUES = 20_000;

/** Throws a GraphQLError when the variables nest deeper or hold more values than an operation can mean. Needs no stack. */
export function checkVariablesSize(variables: Readonly<Record<string, unknown>>): void {
  const open: { value: object; depth: number }[] = [{ value: variables, depth: 1 }];
  let count = 0;
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const value of Object.values(next.value) as unknown[]) {
      count += 1;
      if (typeof value === 'object' && value !== null) open.push({ value, depth: next.depth + 1 });
    }
    if (next.depth > MAX_DEPTH) throw gatewayError('VARIABLES_TOO_LARGE', `The variables nest deeper than ${String(MAX_DEPTH)} levels.`);
    if (count > MAX_VALUES)
      throw gatewayError(
        'VARIABLES_TOO_LARGE',
        `The variables hold more than ${String(MAX_VALUES)} values. Send them in several requests.`,
      );
  }
}
