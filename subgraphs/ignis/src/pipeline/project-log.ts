import { stripVTControlCharacters } from 'node:util';
import type { LogChunk } from '../build/log-feed.ts';

/** Characters that are kept of one build's log. */
const MOST_LOG_CHARACTERS = 2 * 1024 * 1024;
const LONGEST_LINE = 4_000;
/** The most that one message of the feed carries, in characters. */
const CHUNK_CHARACTERS = 48 * 1024;
/** How long lines are gathered before they are sent, and kept, in milliseconds. */
const SEND_MS = 100;
const KEEP_MS = 1_000;

const CUT = '… the build says more than 2 MiB; the rest is left out here\n';

export interface ProjectLogOptions {
  /** Tells those who watch. What is lost is read from what is kept. */
  send(chunk: LogChunk): Promise<void>;
  /** Keeps all that has been said so far. */
  keep(text: string): Promise<void>;
}

/** The log of a project's build: bounded, sent to those who watch it, kept for those who come later. */
export class ProjectLog {
  readonly #options: ProjectLogOptions;
  #parts: string[] = [];
  #length = 0;
  #sent = 0;
  #full = false;
  /** The last line of each command's output, until it ends. */
  #open = '';
  #sending: NodeJS.Timeout | undefined;
  #keeping: NodeJS.Timeout | undefined;
  #kept: Promise<void> = Promise.resolve();

  constructor(options: ProjectLogOptions) {
    this.#options = options;
  }

  get text(): string {
    const text = this.#parts.join('');
    this.#parts = [text];
    return text;
  }

  line(text: string): void {
    this.#endLine();
    this.#add(text);
  }

  /** Output as it comes; lines may end in a later piece. */
  write(piece: string): void {
    if (this.#full) return;
    const lines = (this.#open + piece).split(/\r\n|\n|\r(?!$)/);
    this.#open = lines.pop() ?? '';
    for (const line of lines) this.#add(line);
    // A line without an end must not grow for ever.
    if (this.#open.length > LONGEST_LINE) this.#endLine();
  }

  /** Sends what has not been sent yet. */
  async flush(): Promise<void> {
    this.#endLine();
    this.#send();
    clearTimeout(this.#keeping);
    this.#keeping = undefined;
    await this.#kept;
  }

  #endLine(): void {
    const open = this.#open;
    this.#open = '';
    if (open !== '') this.#add(open);
  }

  #add(text: string): void {
    if (this.#full) return;
    const plain = stripVTControlCharacters(text).replaceAll('\0', '').toWellFormed();
    const line = plain.length > LONGEST_LINE ? `${plain.slice(0, LONGEST_LINE)}…\n` : `${plain}\n`;
    this.#full = this.#length + line.length > MOST_LOG_CHARACTERS;
    const kept = this.#full ? CUT : line;
    this.#parts.push(kept);
    this.#length += kept.length;
    this.#sending ??= setTimeout(() => this.#send(), SEND_MS);
    this.#keeping ??= setTimeout(() => this.#keep(), KEEP_MS);
  }

  #send(): void {
    clearTimeout(this.#sending);
    this.#sending = undefined;
    if (this.#sent === this.#length) return;
    const { text } = this;
    while (this.#sent < text.length) {
      const offset = this.#sent;
      this.#sent = Math.min(text.length, offset + CHUNK_CHARACTERS);
      void this.#options.send({ offset, text: text.slice(offset, this.#sent) }).catch(() => undefined);
    }
  }

  #keep(): void {
    this.#keeping = undefined;
    this.#kept = this.#options.keep(this.text).catch(() => undefined);
  }
}
