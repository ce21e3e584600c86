export interface Reply {
  status: number;
  /** Without its charset, which is always utf-8. */
  type: string;
  body: string;
  headers?: Readonly<Record<string, string>>;
}

export function json(status: number, value: unknown): Reply {
  return { status, type: 'application/json', body: JSON.stringify(value) };
}

export function text(type: string, body: string): Reply {
  return { status: 200, type, body };
}

export const NO_CONTENT: Reply = { status: 204, type: '', body: '' };

export interface FieldProblem {
  path: string;
  message: string;
}

/** An expected failure: its message is written for the person who reads it. */
export class ServiceError extends Error {
  readonly status: number;
  readonly fields: readonly FieldProblem[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, message: string, more: { fields?: readonly FieldProblem[]; headers?: Record<string, string> } = {}) {
    super(message);
    this.status = status;
    this.fields = more.fields ?? [];
    this.headers = more.headers ?? {};
  }
}
