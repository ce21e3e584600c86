import ts from 'typescript';

/** A text of the code that says how something looks. */
export interface VisualText {
  /** `value`: of one property; `sheet`: declarations, with or without rules; `classes`: what may be a list of classes. */
  kind: 'value' | 'sheet' | 'classes';
  property: string;
  text: string;
  /** Where it begins in the file. */
  at: number;
}

/** Properties and attributes in any spelling whose values may be colours. `mask` reads how opaque a colour is, not which. */
const VISUAL =
  /color|^(?:fill|stroke)(?:style)?$|^background(?:image)?$|^border(?:top|right|bottom|left|block|inline)?(?:start|end)?$|^outline$|shadow|^textdecoration$|^textemphasis$|^columnrule$|^filter$|textstroke$/;

export function isVisual(property: string): boolean {
  return VISUAL.test(property.toLowerCase().replaceAll('-', ''));
}

/** Looks into a component's code (TSX), not at its words: what is rendered as text, or read out, is nobody's look. */
export function visualTextsIn(source: string): VisualText[] {
  const file = ts.createSourceFile('component.tsx', source, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  return new Reader(file).read();
}

class Reader {
  readonly #file: ts.SourceFile;
  readonly #declared = new Map<string, ts.Expression[]>();
  readonly #found = new Map<string, VisualText>();
  readonly #following = new Set<ts.Node>();

  constructor(file: ts.SourceFile) {
    this.#file = file;
  }

  read(): VisualText[] {
    this.#each(this.#file, (node) => this.#remember(node));
    this.#each(this.#file, (node) => this.#look(node));
    return [...this.#found.values()];
  }

  #each(node: ts.Node, look: (node: ts.Node) => void): void {
    look(node);
    ts.forEachChild(node, (child) => this.#each(child, look));
  }

  /** What names begin as: constants, defaults of props. */
  #remember(node: ts.Node): void {
    if (!(ts.isVariableDeclaration(node) || ts.isBindingElement(node) || ts.isParameter(node))) return;
    if (!ts.isIdentifier(node.name) || node.initializer === undefined) return;
    this.#declared.set(node.name.text, [...(this.#declared.get(node.name.text) ?? []), node.initializer]);
  }

  #look(node: ts.Node): void {
    if (ts.isJsxAttribute(node)) this.#attribute(node);
    else if (ts.isJsxElement(node) && nameOf(node.openingElement.tagName) === 'style') {
      for (const child of node.children) if (ts.isJsxExpression(child) && child.expression) this.#sheet(child.expression);
    } else if (ts.isVariableDeclaration(node)) this.#variable(node);
    else if (ts.isPropertyAssignment(node)) this.#property(node);
    else if (ts.isTaggedTemplateExpression(node)) {
      if (/(?:^|\b)(?:css|styled|keyframes|createGlobalStyle)\b/.test(node.tag.getText(this.#file))) this.#sheet(node.template);
    } else if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken) this.#assignment(node);
    else if (ts.isCallExpression(node)) this.#call(node);
    else if (isText(node)) this.#anyText(node);
  }

  #attribute({ name, initializer, parent }: ts.JsxAttribute): void {
    const value = initializer && ts.isJsxExpression(initializer) ? initializer.expression : initializer;
    if (value === undefined || !(ts.isExpression(value) || ts.isStringLiteral(value))) return;
    const attribute = name.getText(this.#file);
    if (attribute === 'style') this.#style(value);
    else if (attribute === 'dangerouslySetInnerHTML') return;
    // The colour of a component may be the name of a variant; that of an element is what it says.
    else if (isVisual(attribute)) this.#value(value, /^[a-z]/.test(nameOf(parent.parent.tagName)) ? attribute : '');
  }

  #variable({ name, type, initializer }: ts.VariableDeclaration): void {
    if (initializer === undefined || !ts.isIdentifier(name)) return;
    if (type?.getText(this.#file).includes('CSSProperties')) this.#style(initializer);
    else if (/styles?$|css$/i.test(name.text)) {
      if (isText(unwrapped(initializer))) this.#sheet(initializer);
      else this.#style(initializer);
    }
  }

  /** In any object a colour is a colour where it is written so, and a word may be a word. */
  #property({ name, initializer }: ts.PropertyAssignment): void {
    if (isVisual(keyOf(name))) this.#value(initializer, '');
  }

  /** `node.style.color = …`, `canvas.fillStyle = …` */
  #assignment({ left, right }: ts.BinaryExpression): void {
    if (!ts.isPropertyAccessExpression(left)) return;
    if (left.name.text === 'cssText') this.#sheet(right);
    else if (isVisual(left.name.text)) this.#value(right, left.name.text);
  }

  /** `style.setProperty('color', …)`, `setAttribute('fill', …)`, `createElement('path', { fill: … })` */
  #call({ expression, arguments: [first, second] }: ts.CallExpression): void {
    if (first === undefined || second === undefined || !ts.isStringLiteralLike(first)) return;
    const called = ts.isPropertyAccessExpression(expression) ? expression.name.text : expression.getText(this.#file);
    if (/^set(?:Property|Attribute)$/.test(called) && (isVisual(first.text) || first.text.startsWith('--')))
      this.#value(second, first.text);
    else if (called === 'setAttribute' && first.text === 'style') this.#sheet(second);
    else if (/^(?:createElement|jsxs?)$/.test(called) && ts.isObjectLiteralExpression(second))
      for (const property of second.properties) {
        if (!ts.isPropertyAssignment(property)) continue;
        const key = keyOf(property.name);
        if (key === 'style') this.#style(property.initializer);
        else if (isVisual(key)) this.#value(property.initializer, key);
      }
  }

  /** Wherever it is: rules are rules, and nobody writes `bg-[#b00]` for anything else. */
  #anyText(node: ts.Expression): void {
    if (ts.isImportDeclaration(node.parent) || ts.isLiteralTypeNode(node.parent)) return;
    for (const { text, at } of this.#pieces(node)) {
      if (text.includes('[')) this.#add({ kind: 'classes', property: '', text, at });
      if (/\{[^{}:]*:[^{}]*[;}]/.test(text)) this.#add({ kind: 'sheet', property: '', text, at });
    }
  }

  /** An object as React's `style` takes it, also by its name, by its parts, and made by a function. */
  #style(expression: ts.Expression): void {
    this.#follow(expression, (value) => {
      if (!ts.isObjectLiteralExpression(value)) return;
      for (const property of value.properties) {
        if (ts.isSpreadAssignment(property)) this.#style(property.expression);
        if (!ts.isPropertyAssignment(property)) continue;
        const inner = unwrapped(property.initializer);
        if (ts.isObjectLiteralExpression(inner)) this.#style(inner);
        else this.#value(inner, keyOf(property.name) || 'style');
      }
    });
  }

  #sheet(expression: ts.Expression): void {
    this.#follow(expression, (value) => {
      if (!isText(value)) return;
      for (const { text, at } of this.#pieces(value)) this.#add({ kind: 'sheet', property: '', text, at });
      if (ts.isTemplateExpression(value)) for (const span of value.templateSpans) this.#value(span.expression, 'color');
    });
  }

  /** @param property empty: only what is written as a colour counts */
  #value(expression: ts.Expression, property: string): void {
    this.#follow(expression, (value) => {
      if (ts.isObjectLiteralExpression(value))
        for (const part of value.properties) if (ts.isPropertyAssignment(part)) this.#value(part.initializer, property);
      if (!isText(value)) return;
      for (const { text, at } of this.#pieces(value)) this.#add({ kind: 'value', property, text, at });
      if (ts.isTemplateExpression(value)) for (const span of value.templateSpans) this.#value(span.expression, property);
    });
  }

  /** Through branches, tables and names to what the expression may be; not into conditions and not into what functions are given. */
  #follow(expression: ts.Expression, each: (value: ts.Expression) => void): void {
    const value = unwrapped(expression);
    if (this.#following.has(value)) return;
    this.#following.add(value);
    const on = (next: ts.Expression): void => this.#follow(next, each);
    if (ts.isConditionalExpression(value)) [value.whenTrue, value.whenFalse].forEach(on);
    else if (ts.isBinaryExpression(value) && JOINING.has(value.operatorToken.kind)) [value.left, value.right].forEach(on);
    else if (ts.isArrayLiteralExpression(value)) value.elements.forEach(on);
    else if (ts.isElementAccessExpression(value) || ts.isPropertyAccessExpression(value)) on(value.expression);
    else if (ts.isIdentifier(value)) (this.#declared.get(value.text) ?? []).forEach(on);
    else if (ts.isCallExpression(value) && /^useMemo$/.test(nameOf(value.expression)) && value.arguments[0]) on(value.arguments[0]);
    else if (ts.isArrowFunction(value) && !ts.isBlock(value.body)) on(value.body);
    else each(value);
    this.#following.delete(value);
  }

  #pieces(value: ts.Expression): { text: string; at: number }[] {
    if (ts.isStringLiteralLike(value)) return [{ text: value.text, at: value.getStart(this.#file) + 1 }];
    if (!ts.isTemplateExpression(value)) return [];
    // A sheet goes on after what is put into it.
    const at = value.getStart(this.#file) + 1;
    const parts = value.templateSpans.map((span) => {
      const gap = span.literal.getStart(this.#file) - span.expression.getFullStart() + 2;
      return ' '.repeat(gap + 1) + span.literal.text;
    });
    return [{ text: value.head.text + parts.join(''), at }];
  }

  #add(text: VisualText): void {
    this.#found.set(`${text.kind} ${text.property} ${text.at}`, text);
  }
}

const JOINING: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.BarBarToken,
  ts.SyntaxKind.AmpersandAmpersandToken,
  ts.SyntaxKind.QuestionQuestionToken,
  ts.SyntaxKind.PlusToken,
]);

function isText(node: ts.Node): node is ts.StringLiteralLike | ts.TemplateExpression {
  return ts.isStringLiteralLike(node) || ts.isTemplateExpression(node);
}

function unwrapped(node: ts.Expression): ts.Expression {
  if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isSatisfiesExpression(node) || ts.isNonNullExpression(node))
    return unwrapped(node.expression);
  return node;
}

function keyOf(name: ts.PropertyName): string {
  return ts.isIdentifier(name) || ts.isStringLiteralLike(name) ? name.text : '';
}

function nameOf(node: ts.Node): string {
  return ts.isIdentifier(node) ? node.text : ts.isPropertyAccessExpression(node) ? node.name.text : '';
}
