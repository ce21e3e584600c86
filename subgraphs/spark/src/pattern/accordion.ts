import { code, element, literal } from '../spec/component-spec.ts';
import type { PatternModule } from './pattern-module.ts';
import { itemsOr, propertyName, specOf } from './spec-parts.ts';

export const accordionPattern: PatternModule = {
  key: 'accordion',
  title: 'Accordion',
  description: 'Sections that open under their headings.',
  names: ['accordion', 'faq', 'collapsible', 'disclosure', 'expander'],
  terms: 'expand collapse sections questions answers panel details summary fold toggle headings',
  examples: ['An FAQ accordion with shipping, returns and payment', 'An accordion where multiple sections can be open'],
  build(intent) {
    const { name, features } = intent;
    const multiple = features.has('multiple');
    const labels = itemsOr(intent, ['Shipping', 'Returns', 'Payment']);
    const sections = labels.map(
      (label) => `{ id: '${propertyName(label)}', title: ${literal(label)}, content: ${literal(`What there is to know about ${label}.`)} }`,
    );
    const at = (index: number) => literal(labels[index] ?? '');
    return specOf(intent, {
      pattern: 'accordion',
      description: `Opens sections under their headings, ${multiple ? 'as many at once as one likes' : 'one at a time'}.`,
      imports: new Set(['type ReactNode', 'useId', 'useState']),
      declarations: [`export interface ${name}Section { id: string; title: string; content: ReactNode }`],
      props: [
        { name: 'sections', type: `readonly ${name}Section[]`, required: true },
        { name: 'initiallyOpen', type: 'readonly string[]', initial: '[]', doc: 'The ids of sections that are open at first.' },
        { name: 'onToggle', type: '(id: string, open: boolean) => void' },
      ],
      logic: [
        {
          code: `const baseId = useId();
          const [open, setOpen] = useState(initiallyOpen);
          const toggle = (id: string) => {
            const opens = !open.includes(id);
            setOpen(${multiple ? 'opens ? [...open, id] : open.filter((each) => each !== id)' : 'opens ? [id] : []'});
            onToggle?.(id, opens);
          };`,
        },
      ],
      view: element(
        'div',
        {},
        {
          each: 'sections',
          as: 'section',
          view: element(
            'div',
            { key: code('section.id'), className: 'PART-section' },
            element(
              'h3',
              {},
              element(
                'button',
                {
                  type: 'button',
                  id: code('`${baseId}-${section.id}`'),
                  'aria-expanded': code('open.includes(section.id)'),
                  'aria-controls': code('`${baseId}-${section.id}-panel`'),
                  onClick: code('() => toggle(section.id)'),
                },
                code('section.title'),
                element('span', { 'aria-hidden': 'true', className: 'PART-mark' }, '›'),
              ),
            ),
            element(
              'div',
              {
                id: code('`${baseId}-${section.id}-panel`'),
                role: 'region',
                'aria-labelledby': code('`${baseId}-${section.id}`'),
                hidden: code('!open.includes(section.id)'),
                className: 'PART-panel',
              },
              code('section.content'),
            ),
          ),
        },
      ),
      rules: [
        {
          selector: '',
          declarations: {
            border: '1px solid var(--color-border-default)',
            'border-radius': 'var(--radius-lg)',
            background: 'var(--color-surface-raised)',
            color: 'var(--color-text-secondary)',
            font: 'var(--text-base)',
          },
        },
        { selector: '-section + .PART-section', declarations: { 'border-block-start': '1px solid var(--color-border-subtle)' } },
        { selector: ' h3', declarations: { margin: '0', font: 'inherit' } },
        {
          selector: ' button',
          declarations: {
            display: 'flex',
            'justify-content': 'space-between',
            width: '100%',
            'min-height': 'var(--space-12)',
            padding: 'var(--space-3) var(--space-4)',
            border: '0',
            background: 'transparent',
            color: 'var(--color-text-primary)',
            font: 'var(--text-base)',
            'font-weight': 'var(--font-weight-medium)',
            'text-align': 'start',
            cursor: 'pointer',
          },
        },
        { selector: ' button:focus-visible', declarations: { outline: '2px solid var(--color-border-focus)', 'outline-offset': '-2px' } },
        { selector: '-mark', declarations: { transition: 'transform var(--transition-transform)' } },
        { selector: " [aria-expanded='true'] .PART-mark", declarations: { transform: 'rotate(90deg)' } },
        { selector: '-panel', declarations: { padding: '0 var(--space-4) var(--space-4)' } },
        { selector: '-mark', declarations: { transition: 'none' }, at: '@media (prefers-reduced-motion: reduce)' },
      ],
      tests: [
        {
          name: 'is closed at first, with a heading for each section',
          body: `render(<${name} {...sample} />);
            expect(screen.getAllByRole('heading', { level: 3 })).toHaveLength(${labels.length});
            for (const button of screen.getAllByRole('button')) expect(button.getAttribute('aria-expanded')).toBe('false');
            expect(screen.queryByRole('region')).toBeNull();`,
        },
        {
          name: 'opens and closes a section by its heading, and tells so',
          body: `const toggled = vi.fn();
            render(<${name} {...sample} onToggle={toggled} />);
            const button = screen.getByRole('button', { name: ${at(0)} });
            fireEvent.click(button);
            expect(screen.getByRole('region', { name: ${at(0)} }).textContent).toBe(${literal(`What there is to know about ${labels[0]}.`)});
            expect(button.getAttribute('aria-expanded')).toBe('true');
            fireEvent.click(button);
            expect(screen.queryByRole('region')).toBeNull();
            expect(toggled.mock.calls).toEqual([['${propertyName(labels[0] ?? '')}', true], ['${propertyName(labels[0] ?? '')}', false]]);`,
        },
        {
          name: multiple ? 'keeps others open when one opens' : 'closes the others when one opens',
          body: `render(<${name} {...sample} />);
            fireEvent.click(screen.getByRole('button', { name: ${at(0)} }));
            fireEvent.click(screen.getByRole('button', { name: ${at(1)} }));
            expect(screen.getAllByRole('region')).toHaveLength(${multiple ? 2 : 1});
            expect(screen.getByRole('region', { name: ${at(1)} })).toBeTruthy();`,
        },
        {
          name: 'opens at first what it is told to',
          body: `render(<${name} {...sample} initiallyOpen={['${propertyName(labels[1] ?? '')}']} />);
            expect(screen.getByRole('region', { name: ${at(1)} })).toBeTruthy();`,
        },
      ],
      stories: [
        { name: 'Default', args: `{ sections: [${sections.join(', ')}] }` },
        { name: 'FirstOpen', args: `{ initiallyOpen: ['${propertyName(labels[0] ?? '')}'], sections: [${sections.join(', ')}] }` },
      ],
    });
  },
};
