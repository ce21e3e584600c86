type PieceKind = 'plain' | 'comment' | 'string' | 'keyword' | 'number' | 'tag' | 'token';

export interface Piece {
  kind: PieceKind;
  text: string;
}

const KEYWORDS =
  'as|async|await|break|case|catch|class|const|continue|default|do|else|export|extends|false|finally|for|from|function|if|implements|import|in|instanceof|interface|keyof|let|new|null|of|readonly|return|satisfies|super|switch|this|throw|true|try|type|typeof|undefined|var|void|while|yield';

/** One alternative a kind, in the order of precedence; the names of the groups are the kinds. */
const GRAMMAR = new RegExp(
  [
    String.raw`(?<comment>\/\*[\s\S]*?\*\/|\/\/[^\n]*)`,
    String.raw`(?<token>var\(--[\w-]+\))`,
    String.raw`(?<string>'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|${'`'}(?:[^${'`'}\\]|\\.)*${'`'})`,
    String.raw`(?<tag><\/?[A-Za-z][\w.]*|\/>)`,
    String.raw`(?<keyword>\b(?:${KEYWORDS})\b)`,
    String.raw`(?<number>\b\d[\d_.]*\b)`,
  ].join('|'),
  'g',
);

/** Mostly found inside strings; splitting by it yields the properties at the odd places. */
const CUSTOM_PROPERTY = /(var\(--[\w-]+\))/;

/** Lines of coloured pieces. Lexical only: good enough to read by, for TypeScript with JSX. */
export function highlight(code: string): Piece[][] {
  const lines: Piece[][] = [[]];
  const push = (kind: PieceKind, text: string): void => {
    text.split('\n').forEach((part, index) => {
      if (index > 0) lines.push([]);
      if (part !== '') lines.at(-1)?.push({ kind, text: part });
    });
  };
  let end = 0;
  for (const match of code.matchAll(GRAMMAR)) {
    push('plain', code.slice(end, match.index));
    if (match.groups?.['string'] === undefined) push(kindOf(match), match[0]);
    else match[0].split(CUSTOM_PROPERTY).forEach((part, index) => push(index % 2 === 1 ? 'token' : 'string', part));
    end = match.index + match[0].length;
  }
  push('plain', code.slice(end));
  return lines;
}

const KINDS = ['comment', 'token', 'string', 'tag', 'keyword', 'number'] as const;

function kindOf(match: RegExpMatchArray): PieceKind {
  return KINDS.find((kind) => match.groups?.[kind] !== undefined) ?? 'plain';
}
