// [only tools.axe]
import { cleanup, render } from '@testing-library/react';
import axe from 'axe-core';
import { afterEach, expect, it } from 'vitest';
import { readStories } from '../site/stories.js';

afterEach(cleanup);

it.each(readStories().map(({ name, Story }) => [name, Story] as const))('axe finds nothing in %s', async (_name, Story) => {
  const { container } = render(<Story />);
  // Colours are not laid out here; SLATE checks the contrast of tokens.
  const { violations } = await axe.run(container, { rules: { 'color-contrast': { enabled: false }, region: { enabled: false } } });
  expect(violations.map(({ id, help, nodes }) => `${id}: ${help} ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
});
