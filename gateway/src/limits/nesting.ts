/**
 * How deep brackets of any kind nest in a document's text, strings and comments left out. Known before parsing, because the parser's stack
 * grows with it.
 */
export function nestingOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (let index = 0; index < text.length; index++) {
    switch (text.charCodeAt(index)) {
      case 0x7b: // {
      case 0x28: // (
      case 0x5b: // [
        depth += 1;
        if (depth > deepest) deepest = depth;
        break;
      case 0x7d: // }
      case 0x29: // )
      case 0x5d: // ]
        depth -= 1;
        break;
      case 0x22: // "
        index = endOfString(text, index);
        break;
      case 0x23: // #
        index = endOfLine(text, index);
        break;
    }
  }
  return deepest;
}

/** The index of the closing quote; the end of the text when there is none. */
function endOfString(text: string, start: number): number {
  if (text.startsWith('"""', start)) {
    let end = text.indexOf('"""', start + 3);
    while (end > 0 && text[end - 1] === '\\') end = text.indexOf('"""', end + 1);
    return end === -1 ? text.length : end + 2;
  }
  for (let index = start + 1; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === 0x5c) index += 1;
    else if (code === 0x22 || code === 0x0a) return index;
  }
  return text.length;
}

function endOfLine(text: string, start: number): number {
  const end = text.indexOf('\n', start);
  return end === -1 ? text.length : end;
}
