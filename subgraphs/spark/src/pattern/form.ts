import { code, element, literal } from '../spec/component-spec.ts';
import type { PatternModule } from './pattern-module.ts';
import { itemsOr, propertyName, specOf, titleOr } from './spec-parts.ts';

interface Field {
  name: string;
  label: string;
  type: 'text' | 'email' | 'password' | 'tel' | 'url' | 'number' | 'date' | 'textarea';
  required: boolean;
}

/** Which input a label speaks of; the first that fits. */
const TYPES: readonly (readonly [RegExp, Field['type']])[] = [
  [/e-?mail/i, 'email'],
  [/password|passphrase/i, 'password'],
  [/phone|mobile|telephone/i, 'tel'],
  [/url|website|link|homepage/i, 'url'],
  [/age|amount|quantity|number|count|price|budget/i, 'number'],
  [/date|birthday|deadline/i, 'date'],
  [/message|comment|description|note|bio|feedback|address/i, 'textarea'],
];

/** A value that the browser's own idea of the type accepts. */
const VALID: Record<Field['type'], string> = {
  text: 'Ada',
  email: 'ada@example.org',
  password: 'seven quiet lanterns',
  tel: '+44 20 7946 0000',
  url: 'https://example.org',
  number: '7',
  date: '2026-11-26',
  textarea: 'A few words.',
};

export const formPattern: PatternModule = {
  key: 'form',
  title: 'Form with validation',
  description: 'Asks for values, and says beside each what is wrong with it.',
  names: ['form', 'sign up', 'signup', 'login', 'log in', 'sign in', 'registration', 'contact form', 'questionnaire'],
  terms:
    'input field fields email password name validate validation required submit label error message newsletter subscribe checkout address feedback',
  examples: ['A login form with email and password', 'A contact form with name, email, phone and message'],
  build(intent) {
    const { features, name } = intent;
    const login = /\b(log|sign)[ -]?in\b/i.test(intent.prompt);
    const fields = itemsOr(intent, login ? ['Email', 'Password'] : ['Name', 'Email', 'Message'], 10).map((label): Field => ({
      name: propertyName(label.replace(/^optional /i, '')),
      label: label.replace(/^optional (.)/i, (_, first: string) => first.toUpperCase()),
      type: TYPES.find(([pattern]) => pattern.test(label))?.[1] ?? 'text',
      required: !/^optional /i.test(label),
    }));
    const submit = titleOr({ ...intent, quoted: intent.items.length > 0 ? intent.quoted : [] }, login ? 'Sign in' : 'Send');
    const first = fields[0] as Field;
    const busy = features.has('busy');
    const fill = fields
      .map(
        (field) =>
          `fireEvent.change(screen.getByLabelText(${literal(labelOf(field))}), { target: { value: ${literal(VALID[field.type])} } });`,
      )
      .join('\n');
    const values = `{ ${fields.map((field) => `${field.name}: ${literal(VALID[field.type])}`).join(', ')} }`;
    return specOf(intent, {
      pattern: 'form',
      description: `Asks for ${fields
        .map(({ label }) => label.toLowerCase())
        .join(', ')
        .replace(/, ([^,]*)$/, ' and $1')}, and says beside each what is wrong with it.`,
      imports: new Set(['type FormEvent', 'useId', 'useState']),
      declarations: [
        `export interface ${name}Values { ${fields.map((field) => `${field.name}: string;`).join(' ')} }`,
        `const FIELDS = [${fields
          .map(
            ({ name: key, label, type, required }) =>
              `{ name: '${key}', label: ${literal(label)}, type: '${type}', required: ${required} }`,
          )
          .join(', ')}] as const;`,
        `const EMPTY: ${name}Values = { ${fields.map((field) => `${field.name}: ''`).join(', ')} };`,
        `type Problems = Partial<Record<keyof ${name}Values, string>>;`,
        `/** What is wrong with the values, by field; nothing where they can be sent. */
        export function problemsOf(values: ${name}Values): Problems {
          const problems: Problems = {};
          for (const { name, label, type, required } of FIELDS) {
            const value = values[name].trim();
            if (value === '') {
              if (required) problems[name] = \`\${label} is missing.\`;
            }${fields.some(({ type }) => type === 'email') ? ` else if (type === 'email' && !/^[^\\s@]+@[^\\s@]+\\.[^\\s@]+$/.test(value)) problems[name] = 'Write an e-mail address such as ada@example.org.';` : ''}${
              fields.some(({ type }) => type === 'password')
                ? ` else if (type === 'password' && value.length < 8) problems[name] = 'Write at least 8 characters.';`
                : ''
            }${fields.some(({ type }) => type === 'url') ? ` else if (type === 'url' && !/^https?:\\/\\/\\S+$/.test(value)) problems[name] = 'Write an address that begins with https://.';` : ''}${
              fields.some(({ type }) => type === 'number')
                ? ` else if (type === 'number' && Number.isNaN(Number(value))) problems[name] = 'Write a number.';`
                : ''
            }
          }
          return problems;
        }`.replace(
          'const { name, label, type, required } of',
          fields.some(({ type }) => ['email', 'password', 'url', 'number'].includes(type))
            ? 'const { name, label, type, required } of'
            : 'const { name, label, required } of',
        ),
      ],
      props: [
        {
          name: 'onSubmit',
          type: `(values: ${name}Values) => void`,
          required: true,
          doc: 'Called with values that have nothing wrong with them.',
        },
        { name: 'submitLabel', type: 'string', initial: literal(submit) },
        ...(busy
          ? [{ name: 'busy', type: 'boolean', initial: 'false', doc: 'The values are on their way: they cannot be sent again.' }]
          : []),
      ],
      logic: [
        {
          code: `const baseId = useId();
          const [values, setValues] = useState(EMPTY);
          const [problems, setProblems] = useState<Problems>({});
          const submit = (event: FormEvent<HTMLFormElement>) => {
            event.preventDefault();
            ${busy ? 'if (busy) return;' : ''}
            const found = problemsOf(values);
            setProblems(found);
            const firstWrong = FIELDS.find(({ name }) => found[name]);
            if (firstWrong) event.currentTarget.querySelector<HTMLElement>(\`[name="\${firstWrong.name}"]\`)?.focus();
            else onSubmit(values);
          };
          const change = (name: keyof ${name}Values, value: string) => {
            setValues({ ...values, [name]: value });
            if (problems[name]) setProblems({ ...problems, [name]: problemsOf({ ...values, [name]: value })[name] });
          };`.replace(
            'setProblems({ ...problems, [name]: problemsOf({ ...values, [name]: value })[name] })',
            'setProblems(problemsOf({ ...values, [name]: value }))',
          ),
        },
      ],
      view: element(
        'form',
        { noValidate: true, onSubmit: code('submit'), 'aria-label': code('submitLabel'), ...(busy && { 'aria-busy': code('busy') }) },
        {
          each: 'FIELDS',
          as: 'field',
          view: element(
            'div',
            { key: code('field.name'), className: 'PART-field' },
            element(
              'label',
              { htmlFor: code('`${baseId}-${field.name}`') },
              code('field.required ? field.label : `${field.label} (optional)`'),
            ),
            ...(fields.some(({ type }) => type === 'textarea')
              ? [
                  fields.every(({ type }) => type === 'textarea')
                    ? element('textarea', inputAttributes(true))
                    : {
                        code: `field.type === 'textarea' ? (<textarea ${INPUT} rows={4} />) : (<input ${INPUT} type={field.type} />)`,
                      },
                ]
              : [element('input', { ...inputAttributes(), type: code('field.type') })]),
            {
              when: 'problems[field.name]',
              view: element(
                'p',
                { id: code('`${baseId}-${field.name}-problem`'), className: 'PART-problem' },
                code('problems[field.name]'),
              ),
            },
          ),
        },
        element(
          'button',
          { type: 'submit', ...(busy && { 'aria-disabled': code('busy') }) },
          code(busy ? "busy ? 'Just a moment …' : submitLabel" : 'submitLabel'),
        ),
      ),
      rules: [
        {
          selector: '',
          declarations: {
            display: 'flex',
            'flex-direction': 'column',
            gap: 'var(--space-5)',
            color: 'var(--color-text-primary)',
            font: 'var(--text-base)',
          },
        },
        { selector: '-field', declarations: { display: 'flex', 'flex-direction': 'column', gap: 'var(--space-1)' } },
        { selector: '-field label', declarations: { font: 'var(--text-sm)', 'font-weight': 'var(--font-weight-medium)' } },
        {
          selector: ' input, textarea',
          declarations: {
            'min-height': 'var(--space-10)',
            padding: 'var(--space-2) var(--space-3)',
            border: '1px solid var(--color-border-strong)',
            'border-radius': 'var(--radius-md)',
            background: 'var(--color-surface-raised)',
            color: 'inherit',
            font: 'inherit',
          },
        },
        { selector: " [aria-invalid='true']", declarations: { 'border-color': 'var(--color-action-danger)' } },
        {
          selector: ' input:focus-visible, textarea:focus-visible, button:focus-visible',
          declarations: { outline: '2px solid var(--color-border-focus)', 'outline-offset': '2px' },
        },
        { selector: '-problem', declarations: { margin: '0', color: 'var(--color-action-danger)', font: 'var(--text-sm)' } },
        {
          selector: ' button',
          declarations: {
            'align-self': 'flex-start',
            'min-height': 'var(--space-10)',
            padding: 'var(--space-2) var(--space-6)',
            border: '0',
            'border-radius': 'var(--radius-md)',
            background: 'var(--color-action-primary)',
            color: 'var(--color-text-inverse)',
            font: 'var(--text-sm)',
            'font-weight': 'var(--font-weight-semibold)',
            cursor: 'pointer',
          },
        },
        { selector: ' button:hover', declarations: { background: 'var(--color-action-primary-hover)' } },
      ],
      tests: [
        {
          name: 'sends what was written',
          body: `const sent = vi.fn();
            render(<${name} {...sample} onSubmit={sent} />);
            ${fill}
            fireEvent.click(screen.getByRole('button', { name: ${literal(submit)} }));
            expect(sent).toHaveBeenCalledExactlyOnceWith(${values});`,
        },
        {
          name: 'says beside each field what is missing, goes to the first, and sends nothing',
          body: `const sent = vi.fn();
            render(<${name} {...sample} onSubmit={sent} />);
            fireEvent.click(screen.getByRole('button', { name: ${literal(submit)} }));
            expect(sent).not.toHaveBeenCalled();
            ${fields
              .filter(({ required }) => required)
              .map(({ label }) => `expect(screen.getByText(${literal(`${label} is missing.`)})).toBeTruthy();`)
              .join('\n')}
            const first = screen.getByLabelText(${literal(labelOf(fields.find(({ required }) => required) ?? first))});
            expect(first.getAttribute('aria-invalid')).toBe('true');
            expect(document.activeElement).toBe(first);
            fireEvent.change(first, { target: { value: ${literal(VALID[(fields.find(({ required }) => required) ?? first).type])} } });
            expect(first.getAttribute('aria-invalid')).toBe('false');`,
        },
        ...fields
          .filter(({ type }) => type === 'email')
          .slice(0, 1)
          .map((field) => ({
            name: 'does not take what is no e-mail address',
            body: `const sent = vi.fn();
              render(<${name} {...sample} onSubmit={sent} />);
              ${fill}
              fireEvent.change(screen.getByLabelText(${literal(labelOf(field))}), { target: { value: 'nobody' } });
              fireEvent.click(screen.getByRole('button', { name: ${literal(submit)} }));
              expect(screen.getByText(/e-mail address such as/)).toBeTruthy();
              expect(sent).not.toHaveBeenCalled();`,
          })),
        ...fields
          .filter(({ type }) => type === 'password')
          .slice(0, 1)
          .map((field) => ({
            name: 'does not show a password, and wants at least eight characters',
            body: `const sent = vi.fn();
              render(<${name} {...sample} onSubmit={sent} />);
              ${fill}
              const password = screen.getByLabelText(${literal(labelOf(field))});
              expect(password.getAttribute('type')).toBe('password');
              fireEvent.change(password, { target: { value: 'short' } });
              fireEvent.click(screen.getByRole('button', { name: ${literal(submit)} }));
              expect(screen.getByText('Write at least 8 characters.')).toBeTruthy();
              expect(sent).not.toHaveBeenCalled();`,
          })),
        ...(busy
          ? [
              {
                name: 'does not send twice while it is busy',
                body: `const sent = vi.fn();
                  const { container, rerender } = render(<${name} {...sample} onSubmit={sent} />);
                  ${fill}
                  rerender(<${name} {...sample} onSubmit={sent} busy />);
                  const form = container.querySelector('form');
                  expect(form?.getAttribute('aria-busy')).toBe('true');
                  if (form) fireEvent.submit(form);
                  expect(sent).not.toHaveBeenCalled();`,
              },
            ]
          : []),
      ],
      stories: [
        { name: 'Default', args: '{ onSubmit: () => undefined }' },
        ...(busy ? [{ name: 'Busy', args: '{ onSubmit: () => undefined, busy: true }' }] : []),
      ],
    });
  },
};

function labelOf({ label, required }: Field): string {
  return required ? label : `${label} (optional)`;
}

const SHARED: readonly (readonly [string, string])[] = [
  ['id', '`${baseId}-${field.name}`'],
  ['name', 'field.name'],
  ['value', 'values[field.name]'],
  ['aria-required', 'field.required'],
  ['aria-invalid', 'problems[field.name] !== undefined'],
  ['aria-describedby', 'problems[field.name] && `${baseId}-${field.name}-problem`'],
  ['onChange', '(event) => change(field.name, event.target.value)'],
];

const INPUT = SHARED.map(([name, value]) => `${name}={${value}}`).join(' ');

function inputAttributes(rows = false): Record<string, { code: string }> {
  return Object.fromEntries([
    ...SHARED.map(([name, value]) => [name, code(value)] as const),
    ...(rows ? [['rows', code('4')] as const] : []),
  ]);
}
