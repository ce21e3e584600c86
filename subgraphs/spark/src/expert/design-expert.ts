import type { Intent } from '../analysis/intent.ts';
import type { ComponentSpec, StyleRule } from '../spec/component-spec.ts';
import type { DesignContext, Expert } from './expert.ts';

const SPACE = /var\(--space-(\d+)\)/g;
const STEPS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 16, 20, 24, 28, 32, 36, 40, 44, 48, 52, 56, 60, 64, 72, 80, 96];
const ASKED = ['responsive', 'small', 'large', 'compact', 'elevated', 'outlined', 'badge', 'image', 'icon'] as const;

/** How it looks: SLATE's tokens, density, elevation, palette, and what happens where there is little room. */
export const designExpert: Expert = {
  key: 'DESIGN',
  title: 'Design',
  weigh: ({ features, palette }, { rules }) =>
    2 + rules.length / 8 + ASKED.filter((feature) => features.has(feature)).length + (palette ? 1 : 0),
  apply(spec, intent, context) {
    return [density, elevation, palette, responsiveness, tokensOnly].flatMap((look) => look(spec, intent, context));
  },
};

function density(spec: ComponentSpec, { features }: Intent): string[] {
  const by = features.has('compact') || features.has('small') ? -1 : features.has('large') ? 1 : 0;
  if (by === 0) return [];
  for (const { declarations } of spec.rules) {
    for (const property of ['padding', 'gap', 'min-height']) {
      const value = declarations[property];
      if (value !== undefined)
        declarations[property] = value.replace(
          SPACE,
          (_, step: string) => `var(--space-${moved(Number(step), by * (property === 'min-height' ? 2 : 1))})`,
        );
    }
  }
  return [`Moved every distance ${by < 0 ? 'down' : 'up'} the spacing scale.`];
}

function moved(step: number, by: number): number {
  const at = STEPS.indexOf(step);
  return step === 0 ? 0 : (STEPS[Math.min(STEPS.length - 1, Math.max(1, at + by))] as number);
}

function elevation(spec: ComponentSpec, { features }: Intent): string[] {
  const root = rootOf(spec);
  if (features.has('outlined')) {
    delete root.declarations['box-shadow'];
    root.declarations['border'] = '1px solid var(--color-border-strong)';
    return ['Drew a border in the place of a shadow.'];
  }
  if (!features.has('elevated') && spec.pattern !== 'card') return [];
  root.declarations['box-shadow'] = features.has('elevated') ? 'var(--shadow-lg)' : 'var(--shadow-sm)';
  return [`Raised it from the page by ${features.has('elevated') ? 'a large' : 'a small'} shadow.`];
}

function palette(spec: ComponentSpec, { palette: name }: Intent, { variables }: DesignContext): string[] {
  if (name === undefined) return [];
  const [base, hover] = [`--color-${name}-600`, `--color-${name}-700`];
  if (!variables.has(base) || !variables.has(hover)) return [];
  for (const { declarations } of spec.rules) {
    for (const [property, value] of Object.entries(declarations)) {
      declarations[property] = value
        .replaceAll('--color-action-primary-hover', hover)
        .replaceAll('--color-action-primary-active', hover)
        .replaceAll('--color-action-primary', base);
    }
  }
  rootOf(spec).declarations['border-color'] = `var(--color-${name}-300)`;
  return [`Dressed it in the palette of ${name.toUpperCase()}.`];
}

/** By the room that the component has, not by the window. */
function responsiveness(spec: ComponentSpec, { features }: Intent): string[] {
  if (!features.has('responsive')) return [];
  const root = rootOf(spec);
  root.declarations['container-type'] = 'inline-size';
  root.declarations['width'] = '100%';
  const narrow: StyleRule[] = spec.rules
    .filter(
      ({ selector, declarations, at }) =>
        at === undefined && selector !== '' && /var\(--space-(6|[89]|\d\d)\)/.test(declarations['padding'] ?? ''),
    )
    .map(({ selector, declarations }) => ({
      selector,
      at: '@container (max-width: 24rem)',
      declarations: {
        padding: (declarations['padding'] ?? '').replace(SPACE, (_, step: string) => `var(--space-${moved(Number(step), -2)})`),
      },
    }));
  spec.rules.push(...narrow);
  if (spec.rules.some(({ selector }) => selector === '-actions')) {
    spec.rules.push({
      selector: '-actions',
      at: '@container (max-width: 24rem)',
      declarations: { 'flex-direction': 'column', 'align-items': 'stretch' },
    });
  }
  return ['Made it as wide as the room that it has, with smaller distances where that is little (container queries).'];
}

function tokensOnly(spec: ComponentSpec): string[] {
  const used = new Set(
    spec.rules.flatMap(({ declarations }) => Object.values(declarations).flatMap((value) => value.match(/--[a-z0-9-]+/g) ?? [])),
  );
  return [`Took every colour, distance, radius and text style from ${used.size} tokens of SLATE.`];
}

function rootOf(spec: ComponentSpec): StyleRule {
  const root = spec.rules.find(({ selector, at }) => selector === '' && at === undefined);
  if (root) return root;
  const made: StyleRule = { selector: '', declarations: {} };
  spec.rules.unshift(made);
  return made;
}
