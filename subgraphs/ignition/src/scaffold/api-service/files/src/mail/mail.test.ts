// [only emailTokens]
import { describe, expect, it } from 'vitest';
import { renderMail } from './mail.ts';

const CSS = ':root {\n  --color-action-primary: #102030;\n}\n';

describe('a mail', () => {
  it('wears the tokens, with their values in place', () => {
    const { html, text } = renderMail(
      { title: 'Done', paragraphs: ['All is well.'], action: { label: 'Look', url: 'https://example.com/' } },
      CSS,
    );
    expect(html).toContain('background:#102030');
    expect(html).not.toContain('var(');
    expect(text).toBe('Done\n\nAll is well.\n\nLook: https://example.com/');
  });

  it('shows what it is given as text, and refuses an address that would run', () => {
    expect(renderMail({ title: '<script>', paragraphs: [] }, CSS).html).toContain('&#60;script&#62;');
    expect(() => renderMail({ title: 'x', paragraphs: [], action: { label: 'x', url: 'javascript:alert(1)' } }, CSS)).toThrow(
      /not a web address/,
    );
  });
});
