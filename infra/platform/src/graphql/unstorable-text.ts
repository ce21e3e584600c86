/** PostgreSQL's codes for text with a NUL character, as it is and as an escape in JSON. */
const NUL_CODES: readonly unknown[] = ['22021', '22P05'];

/** Its code for text that is not what the column holds: for JSON that JSON.stringify wrote, half of a surrogate pair. */
const INVALID_TEXT = '22P02';

/** What Prisma throws where PostgreSQL refused a statement. */
interface StatementFailure {
  meta?: { driverAdapterError?: { cause?: { originalCode?: string; originalMessage?: string } } };
}

/** Whether a statement failed because of text that PostgreSQL cannot hold: a mistake of whoever sent it, wherever a resolver passed it on. */
export function isUnstorableText(error: Error): boolean {
  const { originalCode, originalMessage = '' } = (error as StatementFailure).meta?.driverAdapterError?.cause ?? {};
  return NUL_CODES.includes(originalCode) || (originalCode === INVALID_TEXT && originalMessage.includes('type json'));
}
