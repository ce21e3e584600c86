/** Words without meaning for what is asked. */
const STOP_WORDS = new Set(
  'a an the and or with for of to in on at by from that this it its is are be can could should would please create make build generate add me my i we our want need component components react where which when each one'.split(
    ' ',
  ),
);

/** Lower-case words of a text, plurals cut: `Sortable tables` → sortable, table. */
export function wordsOf(text: string): string[] {
  return (
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  ).map(stem);
}

export function keywordsOf(prompt: string): string[] {
  return [...new Set(wordsOf(prompt).filter((word) => word.length > 1 && !STOP_WORDS.has(word)))];
}

function stem(word: string): string {
  if (/(ss|us|is)$/.test(word)) return word;
  return word.replace(/ies$/, 'y').replace(/([^s])s$/, '$1');
}
