// [only tokenFormat.typescript]
import { expect, it } from 'vitest';
import { tokensModule } from './write-tokens.ts';

it('makes a constant of every custom property', () => {
  expect(tokensModule(':root {\n  --space-1: 4px;\n  --font-family-sans: "Inter", sans-serif;\n}\n')).toContain(
    '{\n  "space-1": "4px",\n  "font-family-sans": "\\"Inter\\", sans-serif",\n} as const',
  );
});
