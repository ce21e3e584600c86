import { code, element, literal, type StyleRule } from '../spec/component-spec.ts';
import type { PatternModule } from './pattern-module.ts';
import { children, specOf, titleOr } from './spec-parts.ts';

const VARIANTS = ['primary', 'secondary', 'ghost', 'danger'] as const;

export const buttonPattern: PatternModule = {
  key: 'button',
  title: 'Button',
  description: 'Starts an action.',
  names: ['button', 'cta', 'call to action'],
  terms: 'press click submit action primary secondary ghost danger busy loading icon save delete send',
  examples: ['A danger button with an icon and a busy state', 'A small ghost button “Learn more”'],
  build(intent) {
    const { features } = intent;
    const asked = VARIANTS.filter((variant) => variant === 'primary' || features.has(variant));
    const variants = asked.length > 1 ? asked : VARIANTS;
    const initial = features.has('danger')
      ? 'danger'
      : features.has('ghost')
        ? 'ghost'
        : features.has('secondary')
          ? 'secondary'
          : 'primary';
    const label = titleOr(intent, features.has('danger') ? 'Delete' : 'Save changes');
    const icon = features.has('icon');
    const args = (more = '') => `{ children: ${literal(label)}${icon ? ", icon: '★'" : ''}${more} }`;
    return specOf(intent, {
      pattern: 'button',
      description: `Starts an action${features.has('danger') ? ' that cannot be undone' : ''}, in ${variants.length} weights.`,
      imports: new Set(['type ReactNode']),
      props: [
        children('What happens when it is pressed, in a word or two.'),
        {
          name: 'variant',
          type: variants.map((variant) => `'${variant}'`).join(' | '),
          initial: `'${initial}'`,
          doc: 'How much it asks for attention.',
        },
        ...(icon ? [{ name: 'icon', type: 'ReactNode', doc: 'In front of the text; decoration only.' }] : []),
        { name: 'type', type: "'button' | 'submit'", initial: "'button'" },
        { name: 'disabled', type: 'boolean', initial: 'false' },
        { name: 'onClick', type: '() => void' },
      ],
      view: element(
        'button',
        { type: code('type'), 'data-variant': code('variant'), disabled: code('disabled'), onClick: code('onClick') },
        ...(icon ? [{ when: 'icon', view: element('span', { 'aria-hidden': 'true' }, code('icon')) }] : []),
        code('children'),
      ),
      rules: [
        {
          selector: '',
          declarations: {
            display: 'inline-flex',
            'align-items': 'center',
            'justify-content': 'center',
            gap: 'var(--space-2)',
            'min-height': 'var(--space-10)',
            padding: 'var(--space-2) var(--space-4)',
            border: '1px solid transparent',
            'border-radius': 'var(--radius-md)',
            font: 'var(--text-sm)',
            'font-weight': 'var(--font-weight-semibold)',
            cursor: 'pointer',
          },
        },
        ...variants.flatMap((variant) => VARIANT_RULES[variant]),
        { selector: ':focus-visible', declarations: { outline: '2px solid var(--color-border-focus)', 'outline-offset': '2px' } },
        { selector: ':disabled', declarations: { opacity: 'var(--effect-opacity-disabled)', cursor: 'not-allowed' } },
      ],
      tests: [
        {
          name: 'calls its handler when it is pressed, and submits no form unless told to',
          body: `const pressed = vi.fn();
            render(<${intent.name} {...sample} onClick={pressed} />);
            const button = screen.getByRole('button', { name: ${literal(label)} });
            fireEvent.click(button);
            expect(pressed).toHaveBeenCalledOnce();
            expect(button.getAttribute('type')).toBe('button');`,
        },
        {
          name: 'cannot be pressed when it is disabled',
          body: `const pressed = vi.fn();
            render(<${intent.name} {...sample} disabled onClick={pressed} />);
            fireEvent.click(screen.getByRole('button'));
            expect(pressed).not.toHaveBeenCalled();`,
        },
        {
          name: `is ${initial} unless it is told otherwise`,
          body: `const { rerender } = render(<${intent.name} {...sample} />);
            expect(screen.getByRole('button').dataset['variant']).toBe('${initial}');
            rerender(<${intent.name} {...sample} variant="${variants[1]}" />);
            expect(screen.getByRole('button').dataset['variant']).toBe('${variants[1]}');`,
        },
        ...(icon
          ? [
              {
                name: 'hides its icon from screen readers',
                body: `render(<${intent.name} {...sample} icon="✕" />);
                  expect(screen.getByText('✕').getAttribute('aria-hidden')).toBe('true');`,
              },
            ]
          : []),
      ],
      stories: [
        { name: 'Default', args: args() },
        ...variants
          .filter((variant) => variant !== initial)
          .map((variant) => ({
            name: variant.charAt(0).toUpperCase() + variant.slice(1),
            args: args(`, variant: '${variant}'`),
          })),
        { name: 'Disabled', args: args(', disabled: true') },
      ],
    });
  },
};

const VARIANT_RULES: Readonly<Record<(typeof VARIANTS)[number], StyleRule[]>> = {
  primary: [
    {
      selector: "[data-variant='primary']",
      declarations: { background: 'var(--color-action-primary)', color: 'var(--color-text-inverse)' },
    },
    { selector: "[data-variant='primary']:hover", declarations: { background: 'var(--color-action-primary-hover)' } },
  ],
  secondary: [
    {
      selector: "[data-variant='secondary']",
      declarations: {
        background: 'var(--color-surface-raised)',
        'border-color': 'var(--color-border-strong)',
        color: 'var(--color-text-primary)',
      },
    },
    { selector: "[data-variant='secondary']:hover", declarations: { background: 'var(--color-surface-sunken)' } },
  ],
  ghost: [
    { selector: "[data-variant='ghost']", declarations: { background: 'transparent', color: 'var(--color-text-secondary)' } },
    {
      selector: "[data-variant='ghost']:hover",
      declarations: { background: 'var(--color-surface-sunken)', color: 'var(--color-text-primary)' },
    },
  ],
  danger: [
    { selector: "[data-variant='danger']", declarations: { background: 'var(--color-action-danger)', color: 'var(--color-text-inverse)' } },
    { selector: "[data-variant='danger']:hover", declarations: { background: 'var(--color-action-danger-hover)' } },
  ],
};
