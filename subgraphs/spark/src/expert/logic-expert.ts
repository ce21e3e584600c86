import { code, type ComponentSpec } from '../spec/component-spec.ts';
import type { Expert } from './expert.ts';

/** What it does: state, keys, callbacks, and what may not be done while something is under way. */
export const logicExpert: Expert = {
  key: 'LOGIC',
  title: 'Logic',
  weigh: ({ features }, { logic, props }) =>
    1 +
    logic.length +
    props.filter(({ name }) => /^on[A-Z]/.test(name)).length +
    (['busy', 'sortable', 'filterable', 'selectable', 'multiple'] as const).filter((feature) => features.has(feature)).length,
  apply(spec, { features }) {
    const states = [...spec.imports].filter((name) => /^use(State|Ref|Effect|Id)$/.test(name));
    const callbacks = spec.props.filter(({ name }) => /^on[A-Z]/.test(name)).map(({ name }) => name);
    return [
      ...(features.has('busy') && spec.pattern === 'button' ? busyButton(spec) : []),
      ...(states.length > 0 ? [`Keeps its state with ${states.join(', ')}.`] : ['Holds no state: what it shows is what it is given.']),
      ...(callbacks.length > 0 ? [`Tells its parent by ${callbacks.join(', ')}.`] : []),
    ];
  },
};

/** It keeps its size and its focus, and cannot be pressed again. */
function busyButton(spec: ComponentSpec): string[] {
  const label = spec.stories[0]?.args ?? '{}';
  spec.props.push({
    name: 'busy',
    type: 'boolean',
    initial: 'false',
    doc: 'Work is under way: it keeps its focus, and cannot be pressed again.',
  });
  spec.view.attributes['aria-busy'] = code('busy || undefined');
  spec.view.attributes['aria-disabled'] = code('busy || undefined');
  spec.view.attributes['onClick'] = code('busy ? (event) => event.preventDefault() : onClick');
  spec.rules.push({ selector: "[aria-busy='true']", declarations: { cursor: 'progress', opacity: 'var(--effect-opacity-75)' } });
  spec.stories.push({ name: 'Busy', args: label.replace(/ }$/, ', busy: true }') });
  spec.tests.push({
    name: 'cannot be pressed while it is busy, says so, and keeps its focus',
    body: `const pressed = vi.fn();
      render(<${spec.name} {...sample} busy onClick={pressed} />);
      const button = screen.getByRole('button');
      button.focus();
      fireEvent.click(button);
      expect(pressed).not.toHaveBeenCalled();
      expect(button.getAttribute('aria-busy')).toBe('true');
      expect(document.activeElement).toBe(button);`,
  });
  return ['Refuses a second press while work is under way.'];
}
