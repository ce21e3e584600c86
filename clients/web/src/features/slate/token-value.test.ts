import { expect, test } from 'vitest';
import { editableText, parseValue, valueText } from './token-value.ts';

const dimension = { value: 16, unit: 'px' };
const colour = { colorSpace: 'oklch', components: [0.63, 0.1975, 269], alpha: 1, hex: '#5a7cff' };
const transition = { duration: '{duration.fast}', delay: '{duration.instant}', timingFunction: '{easing.standard}' };

test('[SLATE-2] a value is shown as people write it', () => {
  expect(valueText(dimension)).toBe('16px');
  expect(valueText(colour)).toBe('#5a7cff');
  expect(valueText('{color.slate.500}')).toBe('{color.slate.500}');
  expect(valueText([0.2, 0, 0, 1])).toBe('0.2, 0, 0, 1');
  expect(valueText(400)).toBe('400');
});

test.for([
  ['a dimension', '18px', dimension, { value: 18, unit: 'px' }],
  ['a colour in hex', '#00AA33', colour, { colorSpace: 'srgb', components: [0, 0.6667, 0.2], hex: '#00aa33' }],
  ['a colour in oklch', 'oklch(0.5 0.1 270)', colour, { colorSpace: 'oklch', components: [0.5, 0.1, 270] }],
  ['an alias in place of a literal', '{space.4}', dimension, '{space.4}'],
  ['a literal in place of an alias', '#ffffff', '{color.white}', { colorSpace: 'srgb', components: [1, 1, 1], hex: '#ffffff' }],
  ['a distance in place of an alias', '4px', '{space.1}', { value: 4, unit: 'px' }],
  ['an easing', '[0.1, 0, 0, 1]', [0.2, 0, 0, 1], [0.1, 0, 0, 1]],
  ['a number', '0.6', 0.5, 0.6],
  ['a composite', JSON.stringify(transition), transition, transition],
  ['what fits nothing, for SLATE to judge', 'reddish', colour, 'reddish'],
] as const)('[SLATE-2] the editor reads %s', ([, text, previous, expected]) => {
  expect(parseValue(text, previous)).toEqual(expected);
});

test('[SLATE-2] what the editor shows reads back as the same value', () => {
  for (const value of [dimension, '{color.slate.500}', [0.2, 0, 0, 1], 400, transition, ['Inter', 'sans-serif']])
    expect(parseValue(editableText(value), value)).toEqual(value);
});
