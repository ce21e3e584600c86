import { code, element, literal } from '../spec/component-spec.ts';
import type { PatternModule } from './pattern-module.ts';
import { itemsOr, propertyName, specOf } from './spec-parts.ts';

export const menuPattern: PatternModule = {
  key: 'menu',
  title: 'Menu',
  description: 'Actions behind a button.',
  names: ['menu', 'dropdown menu', 'context menu', 'action menu', 'overflow menu', 'kebab'],
  terms: 'dropdown actions items options more button open arrow keys escape rename duplicate delete share user account',
  examples: ['A menu with rename, duplicate and delete', 'A dropdown menu for the account: profile, settings, sign out'],
  build(intent) {
    const { name } = intent;
    const labels = itemsOr(intent, ['Rename', 'Duplicate', 'Delete']);
    const danger = labels.find((label) => /delete|remove|sign out/i.test(label));
    const items = labels.map(
      (label) => `{ id: '${propertyName(label)}', label: ${literal(label)}${label === danger ? ', danger: true' : ''} }`,
    );
    const at = (index: number) => literal(labels[index] ?? '');
    const last = labels.length - 1;
    const trigger = intent.items.length > 0 && intent.quoted[0] ? intent.quoted[0] : 'Actions';
    return specOf(intent, {
      pattern: 'menu',
      description: `Offers ${labels.length} actions behind a button; walked through with the arrow keys.`,
      imports: new Set(['type KeyboardEvent', 'useEffect', 'useId', 'useRef', 'useState']),
      declarations: [`export interface ${name}Item { id: string; label: string; danger?: boolean; disabled?: boolean }`],
      props: [
        { name: 'label', type: 'string', initial: literal(trigger), doc: 'Of the button.' },
        { name: 'items', type: `readonly ${name}Item[]`, required: true },
        { name: 'onSelect', type: '(id: string) => void', required: true },
      ],
      logic: [
        {
          code: `const menuId = useId();
          const [open, setOpen] = useState(false);
          const root = useRef<HTMLDivElement>(null);
          const button = useRef<HTMLButtonElement>(null);
          const choices = () => [...(root.current?.querySelectorAll<HTMLElement>('[role="menuitem"]:not([aria-disabled="true"])') ?? [])];
          const close = () => {
            setOpen(false);
            button.current?.focus();
          };
          useEffect(() => {
            if (!open) return undefined;
            choices()[0]?.focus();
            const onPress = (event: Event) => {
              if (event.target instanceof Node && !root.current?.contains(event.target)) setOpen(false);
            };
            document.addEventListener('pointerdown', onPress);
            return () => document.removeEventListener('pointerdown', onPress);
          }, [open]);
          const choose = (item: ${name}Item) => {
            if (item.disabled) return;
            close();
            onSelect(item.id);
          };
          const walk = (event: KeyboardEvent) => {
            if (event.key === 'Escape') return close();
            if (event.key === 'Tab') return setOpen(false);
            const all = choices();
            const at = all.findIndex((each) => each === document.activeElement);
            const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
            if (to === undefined) return undefined;
            event.preventDefault();
            return all.at(to % all.length)?.focus();
          };`,
        },
      ],
      view: element(
        'div',
        { ref: code('root') },
        element(
          'button',
          {
            ref: code('button'),
            type: 'button',
            'aria-haspopup': 'menu',
            'aria-expanded': code('open'),
            'aria-controls': code('open ? menuId : undefined'),
            onClick: code('() => setOpen(!open)'),
            onKeyDown: code("(event) => { if (event.key === 'ArrowDown') { event.preventDefault(); setOpen(true); } }"),
          },
          code('label'),
        ),
        {
          when: 'open',
          view: element(
            'div',
            {
              id: code('menuId'),
              role: 'menu',
              tabIndex: code('-1'),
              'aria-label': code('label'),
              className: 'PART-items',
              onKeyDown: code('walk'),
            },
            {
              each: 'items',
              as: 'item',
              view: element(
                'button',
                {
                  key: code('item.id'),
                  type: 'button',
                  role: 'menuitem',
                  tabIndex: code('-1'),
                  'aria-disabled': code('item.disabled'),
                  'data-danger': code('item.danger'),
                  onClick: code('() => choose(item)'),
                },
                code('item.label'),
              ),
            },
          ),
        },
      ),
      rules: [
        { selector: '', declarations: { position: 'relative', display: 'inline-block', font: 'var(--text-sm)' } },
        {
          selector: ' > button',
          declarations: {
            'min-height': 'var(--space-10)',
            padding: 'var(--space-2) var(--space-4)',
            border: '1px solid var(--color-border-strong)',
            'border-radius': 'var(--radius-md)',
            background: 'var(--color-surface-raised)',
            color: 'var(--color-text-primary)',
            font: 'inherit',
            cursor: 'pointer',
          },
        },
        {
          selector: '-items',
          declarations: {
            position: 'absolute',
            'inset-block-start': 'calc(100% + var(--space-1))',
            'inset-inline-start': '0',
            'z-index': '1',
            display: 'flex',
            'flex-direction': 'column',
            'min-width': 'var(--space-48)',
            padding: 'var(--space-1)',
            border: '1px solid var(--color-border-subtle)',
            'border-radius': 'var(--radius-md)',
            background: 'var(--color-surface-overlay)',
            'box-shadow': 'var(--shadow-lg)',
          },
        },
        {
          selector: '-items button',
          declarations: {
            'min-height': 'var(--space-10)',
            padding: 'var(--space-2) var(--space-3)',
            border: '0',
            'border-radius': 'var(--radius-sm)',
            background: 'transparent',
            color: 'var(--color-text-primary)',
            font: 'inherit',
            'text-align': 'start',
            cursor: 'pointer',
          },
        },
        { selector: '-items button:hover, -items button:focus', declarations: { background: 'var(--color-surface-sunken)' } },
        { selector: "-items [data-danger='true']", declarations: { color: 'var(--color-action-danger)' } },
        { selector: "-items [aria-disabled='true']", declarations: { opacity: 'var(--effect-opacity-disabled)', cursor: 'not-allowed' } },
        { selector: ' button:focus-visible', declarations: { outline: '2px solid var(--color-border-focus)', 'outline-offset': '-2px' } },
      ],
      tests: [
        {
          name: 'opens by its button, with the focus on the first action',
          body: `render(<${name} {...sample} />);
            const button = screen.getByRole('button', { name: ${literal(trigger)} });
            expect([button.getAttribute('aria-expanded'), screen.queryByRole('menu')]).toEqual(['false', null]);
            fireEvent.click(button);
            expect(button.getAttribute('aria-expanded')).toBe('true');
            expect(screen.getAllByRole('menuitem').map((item) => item.textContent)).toEqual(${literal(labels)});
            expect(document.activeElement?.textContent).toBe(${at(0)});`,
        },
        {
          name: 'tells what was chosen, closes, and gives the focus back',
          body: `const selected = vi.fn();
            render(<${name} {...sample} onSelect={selected} />);
            const button = screen.getByRole('button', { name: ${literal(trigger)} });
            fireEvent.keyDown(button, { key: 'ArrowDown' });
            fireEvent.click(screen.getByRole('menuitem', { name: ${at(last)} }));
            expect(selected).toHaveBeenCalledExactlyOnceWith('${propertyName(labels[last] ?? '')}');
            expect(screen.queryByRole('menu')).toBeNull();
            expect(document.activeElement).toBe(button);`,
        },
        {
          name: 'is walked through with the arrow keys, round its ends, and left with Escape',
          body: `render(<${name} {...sample} />);
            fireEvent.click(screen.getByRole('button', { name: ${literal(trigger)} }));
            const press = (key: string) => {
              if (document.activeElement) fireEvent.keyDown(document.activeElement, { key });
              return document.activeElement?.textContent;
            };
            expect([press('ArrowUp'), press('ArrowDown'), press('ArrowDown'), press('End'), press('Home')]).toEqual([${[last, 0, 1, last, 0].map(at).join(', ')}]);
            expect(press('Escape')).toBe(${literal(trigger)});
            expect(screen.queryByRole('menu')).toBeNull();`,
        },
        {
          name: 'does not choose what is disabled, and closes on a press elsewhere',
          body: `const selected = vi.fn();
            render(<${name} {...sample} onSelect={selected} items={sample.items.map((item) => ({ ...item, disabled: true }))} />);
            fireEvent.click(screen.getByRole('button', { name: ${literal(trigger)} }));
            fireEvent.click(screen.getByRole('menuitem', { name: ${at(0)} }));
            expect(selected).not.toHaveBeenCalled();
            fireEvent.pointerDown(document.body);
            expect(screen.queryByRole('menu')).toBeNull();`,
        },
      ],
      stories: [
        { name: 'Default', args: `{ items: [${items.join(', ')}], onSelect: () => undefined }` },
        {
          name: 'FirstDisabled',
          args: `{ items: [${items.map((item, index) => (index === 0 ? item.replace(/ }$/, ', disabled: true }') : item)).join(', ')}], onSelect: () => undefined }`,
        },
      ],
    });
  },
};
