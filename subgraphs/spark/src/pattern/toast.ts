import { code, element, literal } from '../spec/component-spec.ts';
import type { PatternModule } from './pattern-module.ts';
import { specOf, titleOr } from './spec-parts.ts';

const TONES = ['info', 'success', 'warning', 'danger'] as const;

const TONE_COLORS = {
  info: 'var(--color-text-link)',
  success: 'var(--color-status-up)',
  warning: 'var(--color-status-degraded)',
  danger: 'var(--color-status-down)',
};

export const toastPattern: PatternModule = {
  key: 'toast',
  title: 'Toast',
  description: 'A message about something that has happened.',
  names: ['toast', 'snackbar', 'notification', 'alert', 'banner', 'flash message'],
  terms: 'message success error warning info dismiss close undo saved failed status live region auto hide timeout',
  examples: ['A success toast “Saved” with an undo action', 'A dismissible warning banner'],
  build(intent) {
    const { name, features } = intent;
    const tone = TONES.find((each) => features.has(each)) ?? (/error|fail/i.test(intent.prompt) ? 'danger' : 'info');
    const action = features.has('actions') || /\bundo\b/i.test(intent.prompt);
    const title = titleOr(
      intent,
      { info: 'A new version is there', success: 'Saved', warning: 'The disk is nearly full', danger: 'It could not be saved' }[tone],
    );
    const label = intent.quoted[1] ?? 'Undo';
    const args = (more = '') =>
      `{ title: ${literal(title)}, onClose: () => undefined${action ? `, action: { label: ${literal(label)}, onSelect: () => undefined }` : ''}${more} }`;
    return specOf(intent, {
      pattern: 'toast',
      description: 'Tells of something that has happened, and goes by itself, but not while somebody reads it.',
      imports: new Set(['type ReactNode', 'useEffect', 'useRef', 'useState']),
      props: [
        { name: 'title', type: 'string', required: true },
        { name: 'children', type: 'ReactNode', doc: 'What else there is to say.' },
        { name: 'tone', type: TONES.map((each) => `'${each}'`).join(' | '), initial: `'${tone}'` },
        { name: 'onClose', type: '() => void', required: true },
        ...(action ? [{ name: 'action', type: '{ label: string; onSelect: () => void }', doc: 'What can be done about it.' }] : []),
        {
          name: 'duration',
          type: 'number',
          initial: "tone === 'danger' ? 0 : 6_000",
          doc: 'Milliseconds until it goes by itself; 0 keeps it.',
        },
      ],
      logic: [
        {
          code: `const [held, setHeld] = useState(false);
          const close = useRef(onClose);
          useEffect(() => {
            close.current = onClose;
          }, [onClose]);
          useEffect(() => {
            if (duration === 0 || held) return undefined;
            const timer = setTimeout(() => close.current(), duration);
            return () => clearTimeout(timer);
          }, [duration, held]);`,
        },
      ],
      view: element(
        'div',
        {
          role: code("tone === 'danger' ? 'alert' : 'status'"),
          'data-tone': code('tone'),
          onMouseEnter: code('() => setHeld(true)'),
          onMouseLeave: code('() => setHeld(false)'),
          onFocus: code('() => setHeld(true)'),
          onBlur: code('() => setHeld(false)'),
        },
        element('div', { className: 'PART-text' }, element('strong', {}, code('title')), {
          when: 'children',
          view: element('div', {}, code('children')),
        }),
        ...(action
          ? [{ when: 'action', view: element('button', { type: 'button', onClick: code('action.onSelect') }, code('action.label')) }]
          : []),
        element(
          'button',
          { type: 'button', 'aria-label': 'Dismiss', onClick: code('onClose') },
          element('span', { 'aria-hidden': 'true' }, '×'),
        ),
      ),
      rules: [
        {
          selector: '',
          declarations: {
            display: 'flex',
            'align-items': 'flex-start',
            gap: 'var(--space-3)',
            padding: 'var(--space-3) var(--space-4)',
            border: '1px solid var(--color-border-subtle)',
            'border-inline-start': 'var(--space-1) solid var(--color-border-strong)',
            'border-radius': 'var(--radius-md)',
            background: 'var(--color-surface-overlay)',
            color: 'var(--color-text-secondary)',
            'box-shadow': 'var(--shadow-lg)',
            font: 'var(--text-sm)',
          },
        },
        ...TONES.map((each) => ({ selector: `[data-tone='${each}']`, declarations: { 'border-inline-start-color': TONE_COLORS[each] } })),
        { selector: '-text', declarations: { flex: '1' } },
        { selector: ' strong', declarations: { color: 'var(--color-text-primary)' } },
        {
          selector: ' button',
          declarations: {
            'min-width': 'var(--space-8)',
            'min-height': 'var(--space-8)',
            border: '0',
            'border-radius': 'var(--radius-sm)',
            background: 'transparent',
            color: 'var(--color-text-primary)',
            font: 'inherit',
            'font-weight': 'var(--font-weight-semibold)',
            cursor: 'pointer',
          },
        },
        { selector: ' button:hover', declarations: { background: 'var(--color-surface-sunken)' } },
        { selector: ' button:focus-visible', declarations: { outline: '2px solid var(--color-border-focus)', 'outline-offset': '2px' } },
      ],
      tests: [
        {
          name: 'tells politely, and at once where something went wrong',
          body: `const { rerender } = render(<${name} {...sample} tone="info" />);
            expect(screen.getByRole('status').textContent).toContain(${literal(title)});
            rerender(<${name} {...sample} tone="danger">More about it</${name}>);
            expect(screen.getByRole('alert').textContent).toContain('More about it');
            expect(screen.getByRole('alert').dataset['tone']).toBe('danger');`,
        },
        {
          name: 'is dismissed by its button',
          body: `const closed = vi.fn();
            render(<${name} {...sample} onClose={closed} />);
            fireEvent.click(screen.getByRole('button', { name: 'Dismiss' }));
            expect(closed).toHaveBeenCalledOnce();`,
        },
        {
          name: 'goes by itself, but not while somebody reads it, and not what went wrong',
          body: `vi.useFakeTimers();
            const closed = vi.fn();
            const { rerender } = render(<${name} {...sample} tone="success" onClose={closed} />);
            fireEvent.mouseEnter(screen.getByRole('status'));
            vi.advanceTimersByTime(60_000);
            expect(closed).not.toHaveBeenCalled();
            fireEvent.mouseLeave(screen.getByRole('status'));
            vi.advanceTimersByTime(6_000);
            expect(closed).toHaveBeenCalledOnce();
            rerender(<${name} {...sample} tone="danger" onClose={closed} />);
            vi.advanceTimersByTime(60_000);
            expect(closed).toHaveBeenCalledOnce();
            vi.useRealTimers();`,
        },
        {
          name: `is of the tone ${tone} unless it is told otherwise`,
          body: `const { container } = render(<${name} {...sample} />);\nexpect(container.querySelector('[data-tone]')?.getAttribute('data-tone')).toBe('${tone}');`,
        },
        ...(action
          ? [
              {
                name: 'offers what can be done about it',
                body: `const done = vi.fn();
                  render(<${name} {...sample} action={{ label: ${literal(label)}, onSelect: done }} />);
                  fireEvent.click(screen.getByRole('button', { name: ${literal(label)} }));
                  expect(done).toHaveBeenCalledOnce();`,
              },
            ]
          : []),
      ],
      stories: [
        { name: 'Default', args: args() },
        ...TONES.filter((each) => each !== tone).map((each) => ({
          name: each.charAt(0).toUpperCase() + each.slice(1),
          args: args(`, tone: '${each}'`),
        })),
      ],
    });
  },
};
