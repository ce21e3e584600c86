import { expect, it } from 'vitest';
import { withValuesOf } from './sheet-values.ts';

const SLATE = `/* Of SLATE. */
@theme static {
  --color-text-link: #00f;
  --color-black: #000;
}
@theme inline {
  --text-xl: var(--font-size-xl);
}
:root {
  --text-xl: 600 1.25rem/1.5 Inter;
}
`;

it('[SLATE-4] a project’s sheet gets SLATE’s values, and keeps what it left out, added and wrote between', () => {
  const project = `@theme static {
  --color-text-link: #f00; /* ours */
  --own: 1px;
}
@theme inline {
  --text-xl: var(--font-size-2xl);
}
:root { --inline: 1; }
:root {
  --text-xl: none;
}
`;
  expect(withValuesOf(SLATE, project)).toBe(
    project.replace('#f00', '#00f').replace('var(--font-size-2xl)', 'var(--font-size-xl)').replace('none', '600 1.25rem/1.5 Inter'),
  );
  expect(withValuesOf(SLATE, SLATE)).toBe(SLATE);
  expect(withValuesOf('garbage {{{', project)).toBe(project);
});
