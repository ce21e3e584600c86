import { code, element, literal } from '../spec/component-spec.ts';
import type { PatternModule } from './pattern-module.ts';
import { itemsOr, propertyName, specOf } from './spec-parts.ts';

export const tabsPattern: PatternModule = {
  key: 'tabs',
  title: 'Tabs',
  description: 'Several views in one place, one at a time.',
  names: ['tabs', 'tab', 'tablist', 'tab bar', 'tabbed'],
  terms: 'views panels sections switch segmented navigation vertical arrow keys content pages settings',
  examples: ['Tabs for Overview, Activity and Settings', 'Vertical tabs with profile, security and billing'],
  build(intent) {
    const { name, features } = intent;
    const vertical = features.has('vertical');
    const [forward, back] = vertical ? ['ArrowDown', 'ArrowUp'] : ['ArrowRight', 'ArrowLeft'];
    const labels = itemsOr(intent, ['Overview', 'Activity', 'Settings']);
    const tabs = labels.map(
      (label) => `{ id: '${propertyName(label)}', label: ${literal(label)}, content: ${literal(`What belongs to ${label}.`)} }`,
    );
    const at = (index: number) => literal(labels[index] ?? '');
    const last = labels.length - 1;
    return specOf(intent, {
      pattern: 'tabs',
      description: `Shows ${labels.length} views in one place, one at a time, walked through with the arrow keys.`,
      imports: new Set(['type KeyboardEvent', 'type ReactNode', 'useId', 'useRef', 'useState']),
      declarations: [`export interface ${name}Tab { id: string; label: string; content: ReactNode; disabled?: boolean }`],
      props: [
        { name: 'label', type: 'string', required: true, doc: 'Names the list for screen readers.' },
        { name: 'tabs', type: `readonly ${name}Tab[]`, required: true },
        { name: 'initial', type: 'string', doc: 'The id of the tab that is open at first; otherwise the first that is not disabled.' },
        { name: 'onChange', type: '(id: string) => void' },
      ],
      logic: [
        { code: `const baseId = useId();\nconst list = useRef<HTMLDivElement>(null);\nconst [chosen, setChosen] = useState(initial);` },
        { name: 'enabled', value: 'tabs.filter((tab) => !tab.disabled)', dependsOn: ['tabs'] },
        {
          code: `const open = enabled.find((tab) => tab.id === chosen) ?? enabled[0];
          const choose = (id: string) => {
            setChosen(id);
            if (id !== open?.id) onChange?.(id);
          };
          const walk = (event: KeyboardEvent) => {
            const at = enabled.findIndex((tab) => tab.id === open?.id);
            const to = { ${forward}: at + 1, ${back}: at - 1, Home: 0, End: enabled.length - 1 }[event.key];
            if (to === undefined || enabled.length === 0) return;
            event.preventDefault();
            const next = enabled[(to + enabled.length) % enabled.length];
            if (!next) return;
            choose(next.id);
            list.current?.querySelector<HTMLElement>(\`[data-tab="\${CSS.escape(next.id)}"]\`)?.focus();
          };`,
        },
      ],
      view: element(
        'div',
        {},
        element(
          'div',
          {
            ref: code('list'),
            role: 'tablist',
            'aria-label': code('label'),
            ...(vertical && { 'aria-orientation': 'vertical' }),
            className: 'PART-list',
          },
          {
            each: 'tabs',
            as: 'tab',
            view: element(
              'button',
              {
                key: code('tab.id'),
                type: 'button',
                role: 'tab',
                id: code('`${baseId}-tab-${tab.id}`'),
                'data-tab': code('tab.id'),
                'aria-selected': code('tab === open'),
                'aria-controls': code('tab === open ? `${baseId}-panel` : undefined'),
                tabIndex: code('tab === open ? 0 : -1'),
                disabled: code('tab.disabled'),
                onClick: code('() => choose(tab.id)'),
                onKeyDown: code('walk'),
              },
              code('tab.label'),
            ),
          },
        ),
        {
          when: 'open',
          view: element(
            'div',
            {
              role: 'tabpanel',
              id: code('`${baseId}-panel`'),
              'aria-labelledby': code('`${baseId}-tab-${open.id}`'),
              tabIndex: code('0'),
              className: 'PART-panel',
            },
            code('open.content'),
          ),
        },
      ),
      rules: [
        {
          selector: '',
          declarations: {
            display: 'flex',
            'flex-direction': vertical ? 'row' : 'column',
            gap: 'var(--space-4)',
            color: 'var(--color-text-secondary)',
            font: 'var(--text-base)',
          },
        },
        {
          selector: '-list',
          declarations: {
            display: 'flex',
            'flex-direction': vertical ? 'column' : 'row',
            gap: 'var(--space-1)',
            'overflow-x': 'auto',
            [vertical ? 'border-inline-end' : 'border-block-end']: '1px solid var(--color-border-default)',
          },
        },
        {
          selector: '-list button',
          declarations: {
            'min-height': 'var(--space-10)',
            padding: 'var(--space-2) var(--space-4)',
            border: '0',
            'border-radius': 'var(--radius-sm)',
            background: 'transparent',
            color: 'var(--color-text-secondary)',
            font: 'var(--text-sm)',
            cursor: 'pointer',
          },
        },
        {
          selector: "-list [aria-selected='true']",
          declarations: {
            color: 'var(--color-text-primary)',
            'font-weight': 'var(--font-weight-semibold)',
            'box-shadow': `inset ${vertical ? '-2px 0' : '0 -2px'} 0 var(--color-action-primary)`,
          },
        },
        {
          selector: '-list button:focus-visible, -panel:focus-visible',
          declarations: { outline: '2px solid var(--color-border-focus)', 'outline-offset': '-2px' },
        },
        { selector: '-list button:disabled', declarations: { opacity: 'var(--effect-opacity-disabled)', cursor: 'not-allowed' } },
      ],
      tests: [
        {
          name: 'shows the first view at first, named by its tab, and no other',
          body: `render(<${name} {...sample} />);
            expect(screen.getAllByRole('tab').map((tab) => tab.textContent)).toEqual(${literal(labels)});
            expect(screen.getByRole('tabpanel', { name: ${at(0)} }).textContent).toBe(${literal(`What belongs to ${labels[0]}.`)});
            expect(screen.getAllByRole('tabpanel')).toHaveLength(1);`,
        },
        {
          name: 'opens the view that is chosen, and tells so once',
          body: `const changed = vi.fn();
            render(<${name} {...sample} onChange={changed} />);
            fireEvent.click(screen.getByRole('tab', { name: ${at(last)} }));
            fireEvent.click(screen.getByRole('tab', { name: ${at(last)} }));
            expect(screen.getByRole('tabpanel').textContent).toBe(${literal(`What belongs to ${labels[last]}.`)});
            expect(changed).toHaveBeenCalledExactlyOnceWith('${propertyName(labels[last] ?? '')}');`,
        },
        {
          name: 'is walked through with the arrow keys, past what is disabled, and round the ends',
          body: `render(<${name} {...sample} tabs={sample.tabs.map((tab, at) => ({ ...tab, disabled: at === 1 && sample.tabs.length > 2 }))} />);
            const selected = () => screen.getByRole('tab', { selected: true });
            selected().focus();
            fireEvent.keyDown(selected(), { key: '${back}' });
            expect(selected().textContent).toBe(${at(last)});
            expect(document.activeElement).toBe(selected());
            fireEvent.keyDown(selected(), { key: '${forward}' });
            expect(selected().textContent).toBe(${at(0)});
            fireEvent.keyDown(selected(), { key: '${forward}' });
            expect(selected().textContent).toBe(${at(labels.length > 2 ? 2 : 1)});
            fireEvent.keyDown(selected(), { key: 'Home' });
            expect(selected().textContent).toBe(${at(0)});
            fireEvent.keyDown(selected(), { key: 'End' });
            expect(selected().textContent).toBe(${at(last)});`,
        },
        {
          name: 'opens where it is told to',
          body: `render(<${name} {...sample} initial="${propertyName(labels[1] ?? '')}" />);
            expect(screen.getByRole('tab', { selected: true }).textContent).toBe(${at(1)});`,
        },
      ],
      stories: [
        { name: 'Default', args: `{ label: ${literal(`${labels[0]} and more`)}, tabs: [${tabs.join(', ')}] }` },
        {
          name: 'SecondOpen',
          args: `{ label: ${literal(`${labels[0]} and more`)}, initial: '${propertyName(labels[1] ?? '')}', tabs: [${tabs.join(', ')}] }`,
        },
      ],
    });
  },
};
