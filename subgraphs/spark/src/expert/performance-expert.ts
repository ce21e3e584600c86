import { code, elementsOf } from '../spec/component-spec.ts';
import type { Expert } from './expert.ts';

/** What it costs: what is computed again, loaded early, or painted with everything else. */
export const performanceExpert: Expert = {
  key: 'PERFORMANCE',
  title: 'Performance',
  weigh: ({ features }, { logic, imports }) =>
    1 + logic.filter((step) => 'name' in step).length * 2 + (features.has('image') ? 1.5 : 0) + (imports.has('useDeferredValue') ? 1 : 0),
  apply(spec) {
    const did: string[] = [];
    const computed = spec.logic.filter((step) => 'name' in step);
    for (const step of computed) step.remembered = true;
    if (computed.length > 0) {
      spec.imports.add('useMemo');
      did.push(
        `Computes ${computed.map(({ name }) => name).join(' and ')} again only when ${[...new Set(computed.flatMap(({ dependsOn }) => dependsOn))].join(', ')} change.`,
      );
    }
    const images = [...elementsOf(spec.view)].filter(({ tag }) => tag === 'img');
    for (const { attributes } of images) Object.assign(attributes, { loading: 'lazy', decoding: 'async' });
    if (images.length > 0) did.push('Loads its picture when it comes into view, and decodes it beside everything else.');
    if (spec.pattern === 'table') {
      spec.imports.add('memo');
      did.push('Renders again only when its own props change.');
    }
    if (spec.pattern === 'accordion') {
      spec.rules.push({ selector: '-panel', declarations: { 'content-visibility': 'auto' } });
      did.push('Leaves the layout of closed sections to when they open.');
    }
    spec.view.attributes['data-component'] ??= code(`'${spec.slug}'`);
    return did.length > 0 ? did : ['Found nothing to remember: everything that it computes costs less than remembering it.'];
  },
};
