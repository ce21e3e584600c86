export const SEVERITIES = ['HIGH', 'MEDIUM', 'LOW'] as const;

/** What would make a project's output smaller, and by how much. */
export interface Suggestion {
  severity: (typeof SEVERITIES)[number];
  title: string;
  detail: string;
  /** The file of the output or of the project that it is about. */
  file: string | null;
  savingBytes: number | null;
}
