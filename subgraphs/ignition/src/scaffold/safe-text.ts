/** Values of people, written so that they stay values in the language they are written into. */

/** A string literal of TypeScript that also may stand in a script element. */
export function literal(value: unknown): string {
  return JSON.stringify(value).replace(/[<\u2028\u2029]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** A double-quoted scalar of YAML, of which JSON's strings are a part; a workflow expression in it is only text. */
export function yamlString(value: string): string {
  return JSON.stringify(value)
    .replaceAll('${{', '$\\u007b{')
    .replaceAll('\u007f', '\\u007f')
    .replace(/[\u0080-\u009f\u2028\u2029\ufeff]/g, unicodeEscape);
}

/** Words in a line of Markdown: no markup, no HTML, no line break. */
export function markdownText(value: string): string {
  return oneLine(value)
    .replace(/[\\`*_{}[\]()#+!|~$@-]/g, '\\$&')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/^(\d+)\./, '$1\\.')
    .replaceAll('://', ':&#47;&#47;');
}

/** Line breaks and control characters become spaces. */
export function oneLine(value: string): string {
  return value.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();
}

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
