import { code, element, literal } from '../spec/component-spec.ts';
import type { PatternModule } from './pattern-module.ts';
import { itemsOr, propertyName, specOf } from './spec-parts.ts';

export const comboboxPattern: PatternModule = {
  key: 'combobox',
  title: 'Combobox',
  description: 'One of many options, found by typing.',
  names: ['combobox', 'autocomplete', 'typeahead', 'select', 'picker', 'dropdown', 'autosuggest'],
  terms: 'options choose search filter list suggestion country city type input listbox arrow keys',
  examples: ['A combobox “Country” with Austria, Germany and Switzerland', 'An autocomplete for fruit: apple, banana, cherry'],
  build(intent) {
    const { name } = intent;
    const labels = itemsOr(intent, ['Austria', 'Germany', 'Switzerland'], 12);
    const label = intent.items.length > 0 && intent.quoted[0] ? intent.quoted[0] : subjectOf(intent.prompt);
    const options = labels.map((option) => `{ value: '${propertyName(option)}', label: ${literal(option)} }`);
    const at = (index: number) => literal(labels[index] ?? '');
    const last = labels.length - 1;
    const typed = (labels[last] ?? '').slice(0, 3).toLowerCase();
    const matching = labels.filter((option) => option.toLowerCase().includes(typed));
    return specOf(intent, {
      pattern: 'combobox',
      description: 'Finds one of many options by typing, with the keyboard alone where one likes.',
      imports: new Set(['type KeyboardEvent', 'useId', 'useState']),
      declarations: [`export interface ${name}Option { value: string; label: string }`],
      props: [
        { name: 'label', type: 'string', initial: literal(label) },
        { name: 'options', type: `readonly ${name}Option[]`, required: true },
        { name: 'onChange', type: '(value: string) => void', required: true, doc: 'Called with the value of the option that is chosen.' },
      ],
      logic: [
        {
          code: `const baseId = useId();
          const [text, setText] = useState('');
          const [open, setOpen] = useState(false);
          const [active, setActive] = useState(0);`,
        },
        {
          name: 'found',
          value: 'options.filter((option) => option.label.toLowerCase().includes(text.trim().toLowerCase()))',
          dependsOn: ['options', 'text'],
        },
        {
          code: `const choose = (option: ${name}Option | undefined) => {
            if (!option) return;
            setText(option.label);
            setOpen(false);
            onChange(option.value);
          };
          const walk = (event: KeyboardEvent) => {
            if (event.key === 'Escape') return setOpen(false);
            if (event.key === 'Enter' && open) {
              event.preventDefault();
              return choose(found[active]);
            }
            const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
            if (step === undefined) return undefined;
            event.preventDefault();
            if (!open) return setOpen(true);
            return setActive((active + step + found.length) % Math.max(1, found.length));
          };`,
        },
      ],
      view: element(
        'div',
        { onBlur: code('(event) => { if (!event.currentTarget.contains(event.relatedTarget)) setOpen(false); }') },
        element('label', { htmlFor: code('`${baseId}-input`') }, code('label')),
        element('input', {
          id: code('`${baseId}-input`'),
          role: 'combobox',
          autoComplete: 'off',
          'aria-autocomplete': 'list',
          'aria-expanded': code('open'),
          'aria-controls': code('`${baseId}-list`'),
          'aria-activedescendant': code('open && found[active] ? `${baseId}-${found[active].value}` : undefined'),
          value: code('text'),
          onChange: code('(event) => { setText(event.target.value); setActive(0); setOpen(true); }'),
          onClick: code('() => setOpen(true)'),
          onKeyDown: code('walk'),
        }),
        element(
          'ul',
          { id: code('`${baseId}-list`'), role: 'listbox', 'aria-label': code('label'), hidden: code('!open || found.length === 0') },
          {
            each: 'found',
            as: 'option',
            view: element(
              'li',
              {
                key: code('option.value'),
                id: code('`${baseId}-${option.value}`'),
                role: 'option',
                'aria-selected': code('option === found[active]'),
                onPointerDown: code('(event) => event.preventDefault()'),
                onClick: code('() => choose(option)'),
                tabIndex: code('-1'),
                onKeyDown: code('walk'),
              },
              code('option.label'),
            ),
          },
        ),
        element('p', { role: 'status', className: 'PART-status' }, code("open && found.length === 0 ? 'Nothing fits.' : ''")),
      ),
      rules: [
        {
          selector: '',
          declarations: {
            position: 'relative',
            display: 'flex',
            'flex-direction': 'column',
            gap: 'var(--space-1)',
            color: 'var(--color-text-primary)',
            font: 'var(--text-base)',
          },
        },
        { selector: ' label', declarations: { font: 'var(--text-sm)', 'font-weight': 'var(--font-weight-medium)' } },
        {
          selector: ' input',
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
        { selector: ' input:focus-visible', declarations: { outline: '2px solid var(--color-border-focus)', 'outline-offset': '2px' } },
        {
          selector: ' ul',
          declarations: {
            position: 'absolute',
            'inset-block-start': '100%',
            'inset-inline': '0',
            'z-index': '1',
            'max-height': 'var(--space-64)',
            margin: '0',
            padding: 'var(--space-1)',
            'overflow-y': 'auto',
            border: '1px solid var(--color-border-subtle)',
            'border-radius': 'var(--radius-md)',
            background: 'var(--color-surface-overlay)',
            'box-shadow': 'var(--shadow-lg)',
            'list-style': 'none',
          },
        },
        {
          selector: ' li',
          declarations: { padding: 'var(--space-2) var(--space-3)', 'border-radius': 'var(--radius-sm)', cursor: 'pointer' },
        },
        { selector: " li[aria-selected='true'], li:hover", declarations: { background: 'var(--color-surface-sunken)' } },
        {
          selector: '-status',
          declarations: { margin: '0', 'min-height': 'var(--space-6)', color: 'var(--color-text-muted)', font: 'var(--text-sm)' },
        },
      ],
      tests: [
        {
          name: 'shows its options when they are asked for',
          body: `render(<${name} {...sample} />);
            const input = screen.getByRole('combobox', { name: ${literal(label)} });
            expect([input.getAttribute('aria-expanded'), screen.queryByRole('listbox')]).toEqual(['false', null]);
            fireEvent.click(input);
            expect(screen.getAllByRole('option').map((option) => option.textContent)).toEqual(${literal(labels)});
            fireEvent.keyDown(input, { key: 'Escape' });
            expect(screen.queryByRole('listbox')).toBeNull();`,
        },
        {
          name: 'finds by what is typed, and says when nothing fits',
          body: `render(<${name} {...sample} />);
            const input = screen.getByRole('combobox');
            fireEvent.change(input, { target: { value: ${literal(typed)} } });
            expect(screen.getAllByRole('option').map((option) => option.textContent)).toEqual(${literal(matching)});
            fireEvent.change(input, { target: { value: 'nowhere to be found' } });
            expect(screen.queryByRole('option')).toBeNull();
            expect(screen.getByRole('status').textContent).toBe('Nothing fits.');`,
        },
        {
          name: 'is walked through with the arrow keys, round its ends, and chosen from with Enter',
          body: `const changed = vi.fn();
            render(<${name} {...sample} onChange={changed} />);
            const input = screen.getByRole('combobox');
            const active = () => document.getElementById(input.getAttribute('aria-activedescendant') ?? '')?.textContent;
            fireEvent.keyDown(input, { key: 'ArrowDown' });
            expect(active()).toBe(${at(0)});
            fireEvent.keyDown(input, { key: 'ArrowUp' });
            expect(active()).toBe(${at(last)});
            fireEvent.keyDown(input, { key: 'ArrowDown' });
            fireEvent.keyDown(input, { key: 'ArrowDown' });
            expect(active()).toBe(${at(1)});
            fireEvent.keyDown(input, { key: 'Enter' });
            expect(changed).toHaveBeenCalledExactlyOnceWith('${propertyName(labels[1] ?? '')}');
            expect(input).toHaveProperty('value', ${at(1)});
            expect(screen.queryByRole('listbox')).toBeNull();`,
        },
        {
          name: 'is chosen from by a press, and closes when the focus leaves',
          body: `const changed = vi.fn();
            render(<${name} {...sample} onChange={changed} />);
            const input = screen.getByRole('combobox');
            fireEvent.click(input);
            fireEvent.click(screen.getByRole('option', { name: ${at(last)} }));
            expect(changed).toHaveBeenCalledExactlyOnceWith('${propertyName(labels[last] ?? '')}');
            fireEvent.click(input);
            fireEvent.blur(input);
            expect(input.getAttribute('aria-expanded')).toBe('false');`,
        },
      ],
      stories: [
        { name: 'Default', args: `{ options: [${options.join(', ')}], onChange: () => undefined }` },
        { name: 'OtherLabel', args: `{ label: 'Choose one', options: [${options.join(', ')}], onChange: () => undefined }` },
      ],
    });
  },
};

/** `a combobox for fruit: …` is about fruit. */
function subjectOf(prompt: string): string {
  const subject = /\b(?:for|of)\s+(?:the\s+|a\s+|an\s+)?([\p{L}]+)/u.exec(prompt)?.[1];
  return subject === undefined ? 'Country' : subject.charAt(0).toUpperCase() + subject.slice(1);
}
