import { WissilError } from '../errors/index.ts';

/** Failures that people can mend: their message says how. */
const EXPECTED = new Set(['ConfigError', 'DatabaseError', 'StartupError']);

/** What a person at the terminal needs to know of a failed start. An unexpected failure is a fault of ours and keeps its stack. */
export function failureSentence(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof WissilError || EXPECTED.has(error.name)) return error.message;
  const { code, port, address } = error as NodeJS.ErrnoException & { port?: number; address?: string };
  if (code === 'EADDRINUSE')
    return `Port ${port} on ${address} is in use by another program: stop it, or choose another port in the settings.`;
  if (code === 'EACCES' && port !== undefined) return `Port ${port} may not be opened by this user: choose a port above 1023.`;
  return error.stack ?? error.message;
}
