/** The most that is kept of one build's log, in characters. */
const MOST_CHARACTERS = 65_536;
const LONGEST_LINE = 2_000;
const CUT = '… the rest of the log is left out';

/** The lines of one build, bounded. */
export class BuildLog {
  #text = '';
  #full = false;

  line(text: string): void {
    if (this.#full) return;
    const line = text.length > LONGEST_LINE ? `${text.slice(0, LONGEST_LINE)}…` : text;
    this.#full = this.#text.length + line.length > MOST_CHARACTERS;
    this.#text += `${this.#full ? CUT : line}\n`;
  }

  get text(): string {
    return this.#text.replaceAll('\0', '').toWellFormed();
  }
}
