import { code, element, literal } from '../spec/component-spec.ts';
import type { PatternModule } from './pattern-module.ts';
import { itemsOr, specOf } from './spec-parts.ts';

export const dialogPattern: PatternModule = {
  key: 'dialog',
  title: 'Dialog',
  description: 'A decision that comes before everything else.',
  names: ['dialog', 'modal', 'popup', 'confirmation', 'lightbox', 'overlay'],
  terms: 'confirm cancel delete open close escape focus backdrop window prompt sheet alert decision',
  examples: ['A confirmation dialog “Delete the project?” with actions “Delete” and “Keep”', 'A modal with a close button'],
  build(intent) {
    const { name, features } = intent;
    const [asked, ...labels] = intent.quoted;
    const danger = features.has('danger') || /delete|remove/i.test(intent.prompt);
    const title =
      asked !== undefined && (labels.length > 0 || /[?.]$/.test(asked)) ? asked : danger ? 'Delete the project?' : 'Are you sure?';
    const words =
      labels.length > 0
        ? labels
        : intent.items.length >= 2
          ? itemsOr(intent, [], 2)
          : danger
            ? ['Delete', 'Keep it']
            : ['Confirm', 'Cancel'];
    const [confirm = 'Confirm', cancel = 'Cancel'] = words;
    const args = (more = '') =>
      `{ open: true, title: ${literal(title)}, children: 'What happens then, in a sentence.', onConfirm: () => undefined, onClose: () => undefined${more} }`;
    return specOf(intent, {
      pattern: 'dialog',
      description: `Asks for a decision${danger ? ' about something that cannot be undone' : ''} before everything else: takes the focus, keeps it, and gives it back.`,
      imports: new Set(['type ReactNode', 'useEffect', 'useId', 'useRef']),
      props: [
        { name: 'open', type: 'boolean', required: true },
        { name: 'title', type: 'string', required: true, doc: 'What is asked.' },
        { name: 'children', type: 'ReactNode', doc: 'What one should know before deciding.' },
        { name: 'confirmLabel', type: 'string', initial: literal(confirm) },
        { name: 'cancelLabel', type: 'string', initial: literal(cancel) },
        { name: 'onConfirm', type: '() => void', required: true },
        {
          name: 'onClose',
          type: '() => void',
          required: true,
          doc: 'Escape, the second button or a press beside the dialog; the parent decides what `open` becomes.',
        },
      ],
      logic: [
        {
          code: `const dialog = useRef<HTMLDialogElement>(null);
          const titleId = useId();
          useEffect(() => {
            const element = dialog.current;
            if (!element || !open) return undefined;
            const before = document.activeElement;
            element.showModal();
            return () => {
              element.close();
              if (before instanceof HTMLElement) before.focus();
            };
          }, [open]);`,
        },
      ],
      view: element(
        'dialog',
        {
          ref: code('dialog'),
          'aria-labelledby': code('titleId'),
          onCancel: code('(event) => { event.preventDefault(); onClose(); }'),
          onPointerDown: code('(event) => { if (event.target === dialog.current) onClose(); }'),
        },
        {
          when: 'open',
          view: element(
            'div',
            { className: 'PART-body' },
            element('h2', { id: code('titleId') }, code('title')),
            code('children'),
            element(
              'div',
              { className: 'PART-actions' },
              element('button', { type: 'button', onClick: code('onClose') }, code('cancelLabel')),
              element('button', { type: 'button', className: 'PART-confirm', onClick: code('onConfirm') }, code('confirmLabel')),
            ),
          ),
        },
      ),
      rules: [
        {
          selector: '',
          declarations: {
            width: 'min(100%, var(--space-96))',
            padding: '0',
            border: '1px solid var(--color-border-subtle)',
            'border-radius': 'var(--radius-xl)',
            background: 'var(--color-surface-overlay)',
            color: 'var(--color-text-secondary)',
            'box-shadow': 'var(--shadow-2xl)',
            font: 'var(--text-base)',
          },
        },
        { selector: '::backdrop', declarations: { background: 'var(--color-black)', opacity: 'var(--effect-opacity-backdrop)' } },
        {
          selector: '-body',
          declarations: { display: 'flex', 'flex-direction': 'column', gap: 'var(--space-4)', padding: 'var(--space-6)' },
        },
        {
          selector: ' h2',
          declarations: {
            margin: '0',
            color: 'var(--color-text-primary)',
            font: 'var(--text-xl)',
            'font-weight': 'var(--font-weight-semibold)',
          },
        },
        {
          selector: '-actions',
          declarations: { display: 'flex', 'flex-wrap': 'wrap', 'justify-content': 'flex-end', gap: 'var(--space-3)' },
        },
        {
          selector: ' button',
          declarations: {
            'min-height': 'var(--space-10)',
            padding: 'var(--space-2) var(--space-4)',
            border: '1px solid var(--color-border-strong)',
            'border-radius': 'var(--radius-md)',
            background: 'transparent',
            color: 'var(--color-text-primary)',
            font: 'var(--text-sm)',
            cursor: 'pointer',
          },
        },
        {
          selector: ' .PART-confirm',
          declarations: {
            'border-color': 'transparent',
            background: danger ? 'var(--color-action-danger)' : 'var(--color-action-primary)',
            color: 'var(--color-text-inverse)',
          },
        },
        { selector: ' button:focus-visible', declarations: { outline: '2px solid var(--color-border-focus)', 'outline-offset': '2px' } },
      ],
      tests: [
        {
          name: 'shows nothing until it is open, and is named by its title then',
          body: `const { rerender } = render(<${name} {...sample} open={false} />);
            expect(screen.queryByText(${literal(title)})).toBeNull();
            rerender(<${name} {...sample} open />);
            expect(screen.getByRole('dialog', { name: ${literal(title)} }).hasAttribute('open')).toBe(true);
            expect(screen.getByText('What happens then, in a sentence.')).toBeTruthy();`,
        },
        {
          name: 'tells which of the two was chosen',
          body: `const [confirmed, closed] = [vi.fn(), vi.fn()];
            render(<${name} {...sample} onConfirm={confirmed} onClose={closed} />);
            fireEvent.click(screen.getByRole('button', { name: ${literal(confirm)} }));
            expect([confirmed.mock.calls.length, closed.mock.calls.length]).toEqual([1, 0]);
            fireEvent.click(screen.getByRole('button', { name: ${literal(cancel)} }));
            expect([confirmed.mock.calls.length, closed.mock.calls.length]).toEqual([1, 1]);`,
        },
        {
          name: 'asks its parent to close it on Escape and on a press beside it, and not on one inside',
          body: `const closed = vi.fn();
            render(<${name} {...sample} onClose={closed} />);
            const dialog = screen.getByRole('dialog');
            fireEvent.pointerDown(screen.getByText(${literal(title)}));
            expect(closed).not.toHaveBeenCalled();
            fireEvent(dialog, new Event('cancel', { cancelable: true }));
            fireEvent.pointerDown(dialog);
            expect(closed).toHaveBeenCalledTimes(2);`,
        },
        {
          name: 'gives the focus back when it closes',
          body: `const { rerender } = render(<><button type="button">Before</button><${name} {...sample} open={false} /></>);
            screen.getByText('Before').focus();
            rerender(<><button type="button">Before</button><${name} {...sample} open /></>);
            rerender(<><button type="button">Before</button><${name} {...sample} open={false} /></>);
            expect(document.activeElement).toBe(screen.getByText('Before'));`,
        },
      ],
      stories: [
        { name: 'Default', args: args() },
        { name: 'OtherWords', args: args(", confirmLabel: 'Go on', cancelLabel: 'Not now'") },
      ],
    });
  },
};
