/** https://www.w3.org/TR/css-color-4/#named-colors; `transparent`, `currentcolor` and the colours of the system are none. */
const NAMES = `aliceblue antiquewhite aqua aquamarine azure beige bisque black blanchedalmond blue blueviolet brown burlywood cadetblue
  chartreuse chocolate coral cornflowerblue cornsilk crimson cyan darkblue darkcyan darkgoldenrod darkgray darkgreen darkgrey
  darkkhaki darkmagenta darkolivegreen darkorange darkorchid darkred darksalmon darkseagreen darkslateblue darkslategray
  darkslategrey darkturquoise darkviolet deeppink deepskyblue dimgray dimgrey dodgerblue firebrick floralwhite forestgreen fuchsia
  gainsboro ghostwhite gold goldenrod gray green greenyellow grey honeydew hotpink indianred indigo ivory khaki lavender
  lavenderblush lawngreen lemonchiffon lightblue lightcoral lightcyan lightgoldenrodyellow lightgray lightgreen lightgrey lightpink
  lightsalmon lightseagreen lightskyblue lightslategray lightslategrey lightsteelblue lightyellow lime limegreen linen magenta
  maroon mediumaquamarine mediumblue mediumorchid mediumpurple mediumseagreen mediumslateblue mediumspringgreen mediumturquoise
  mediumvioletred midnightblue mintcream mistyrose moccasin navajowhite navy oldlace olive olivedrab orange orangered orchid
  palegoldenrod palegreen paleturquoise palevioletred papayawhip peachpuff peru pink plum powderblue purple rebeccapurple red
  rosybrown royalblue saddlebrown salmon sandybrown seagreen seashell sienna silver skyblue slateblue slategray slategrey snow
  springgreen steelblue tan teal thistle tomato turquoise violet wheat white whitesmoke yellow yellowgreen`;
const NAMED = new Set(NAMES.split(/\s+/));

const WRITTEN =
  /#(?:[0-9a-f]{8}|[0-9a-f]{6}|[0-9a-f]{3,4})(?![\w-])|\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch|color)\([^()]*(?:\([^()]*\)[^()]*)*\)/gi;
/** Made of a token: `rgb(from var(--color-accent) r g b / 50%)`, `hsl(var(--hue) 50% 50%)`. */
const OF_TOKEN = /^\w+\(\s*(?:from\s+)?var\(/i;
const NAME = /(?<![\w-])[a-z]{3,}(?![\w(-])/gi;
/** What refers to something, and looks like a colour: `url(#fade)`, `var(--red)`. */
const REFERENCES = /url\([^()]*\)|--[\w-]+/gi;

export interface Found {
  text: string;
  /** Where it begins in what was looked at. */
  at: number;
}

/** Colours that are written out in the value of something visual. */
export function rawColorsIn(value: string): Found[] {
  const plain = blank(value, REFERENCES);
  const names = [...plain.matchAll(NAME)].filter(([name]) => NAMED.has(name.toLowerCase()));
  return [...writtenColorsIn(value), ...names.map(({ 0: text, index: at }) => ({ text, at }))];
}

/** Those alone that are no words: `#b00`, `rgb(…)`. */
export function writtenColorsIn(value: string): Found[] {
  return [...blank(value, /url\([^()]*\)/gi).matchAll(WRITTEN)]
    .filter(([text]) => !OF_TOKEN.test(text))
    .map(({ 0: text, index: at }) => ({ text, at }));
}

/** Of these utilities a word may be a colour; `[color:red]` is a declaration. */
const COLORED =
  /^-?(?:(?:bg|text|border|fill|stroke|ring|inset-ring|ring-offset|from|via|to|shadow|drop-shadow|outline|decoration|accent|caret|divide|placeholder)(?:-[a-z]+)?-)?$/i;

/** Arbitrary values of utility classes: `bg-[#b00]`, `hover:text-[red]/50`, `[fill:rgb(1_2_3)]`. */
export function rawColorsInClasses(classes: string): Found[] {
  return [...classes.matchAll(/(?<=^|[\s:!])(-?(?:[a-z][a-z-]*-)?)\[([^\][\s]+)\](?:\/\d+)?/gi)].flatMap((match) => {
    const [name, utility = '', value = ''] = match;
    const look = COLORED.test(utility) ? rawColorsIn : writtenColorsIn;
    return look(value.replaceAll('_', ' ')).length > 0 ? [{ text: name, at: match.index }] : [];
  });
}

/** What a style sheet, or a list of declarations, gives to each property. */
export function* declarationsIn(sheet: string): Generator<{ property: string; value: string; at: number }> {
  const plain = withoutComments(sheet);
  for (let from = 0; from < plain.length;) {
    const length = plain.slice(from).search(/[;{}]/);
    const end = length === -1 ? plain.length : from + length;
    // What comes before a brace is a selector.
    const [whole, property] = plain[end] === '{' ? [] : (/^\s*(--[\w-]+|-?[a-z][a-z-]*)\s*:/i.exec(plain.slice(from, end)) ?? []);
    if (whole !== undefined && property !== undefined)
      yield { property, value: plain.slice(from + whole.length, end), at: from + whole.length };
    from = end + 1;
  }
}

function withoutComments(sheet: string): string {
  const parts = sheet.split('/*');
  return parts
    .map((part, index) => {
      if (index === 0) return part;
      const end = part.indexOf('*/');
      const comment = end === -1 ? part.length : end + 2;
      return `  ${' '.repeat(comment)}${part.slice(comment)}`;
    })
    .join('');
}

/** Replaced by as many spaces: what is left keeps its place. */
function blank(text: string, pattern: RegExp): string {
  return text.replace(pattern, (match) => ' '.repeat(match.length));
}
