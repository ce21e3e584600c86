/** What a build has just added to its log. */
interface LogChunk {
  /** Characters before it. */
  offset: number;
  text: string;
}

export interface LogText {
  text: string;
  /** Chunks that came before what stands between them and the text. */
  waiting: readonly LogChunk[];
}

export const EMPTY_LOG: LogText = { text: '', waiting: [] };

export type LogAction = { kind: 'stored'; text: string } | { kind: 'chunk'; chunk: LogChunk };

/** The log as far as it is known without a gap, from what is stored and what arrives live, in whichever order. */
export function logReducer(state: LogText, action: LogAction): LogText {
  const text = action.kind === 'stored' && action.text.length > state.text.length ? action.text : state.text;
  const waiting = action.kind === 'chunk' ? [...state.waiting, action.chunk] : state.waiting;
  return joined(
    text,
    waiting.toSorted((a, b) => a.offset - b.offset),
  );
}

function joined(text: string, chunks: readonly LogChunk[]): LogText {
  let whole = text;
  const waiting: LogChunk[] = [];
  for (const chunk of chunks) {
    const end = chunk.offset + chunk.text.length;
    if (chunk.offset > whole.length) waiting.push(chunk);
    else if (end > whole.length) whole += chunk.text.slice(whole.length - chunk.offset);
  }
  return { text: whole, waiting };
}
