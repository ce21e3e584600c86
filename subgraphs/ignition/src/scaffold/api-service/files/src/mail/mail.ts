// [only emailTokens]
import { escapeHtml } from '../http/html.ts';
import { tokenReader } from './token-reader.ts';

export interface Mail {
  title: string;
  paragraphs: readonly string[];
  action?: { label: string; url: string };
}

/** Both parts of a mail. Mail programs know no custom properties: the tokens' values are written into each element. */
export function renderMail({ title, paragraphs, action }: Mail, slateCss: string): { html: string; text: string } {
  const token = tokenReader(slateCss);
  const font = `font-family:${token('font-family-sans', 'system-ui, sans-serif')};color:${token('color-text-primary', '#1f2530')}`;
  const button = `display:inline-block;padding:12px 20px;border-radius:${token('radius-md', '8px')};background:${token('color-action-primary', '#3c5be5')};color:${token('color-text-inverse', '#ffffff')};text-decoration:none`;
  const html = [
    `<body style="${attribute(`margin:0;padding:32px;background:${token('color-surface-canvas', '#f7f8f9')};${font}`)}">`,
    `<h1 style="${attribute(`font-size:24px;${font}`)}">${escapeHtml(title)}</h1>`,
    ...paragraphs.map((paragraph) => `<p style="${attribute(`line-height:1.5;${font}`)}">${escapeHtml(paragraph)}</p>`),
    ...(action
      ? [`<p><a href="${attribute(webAddress(action.url))}" style="${attribute(button)}">${escapeHtml(action.label)}</a></p>`]
      : []),
    '</body>',
  ].join('\n');
  const text = [title, ...paragraphs, ...(action ? [`${action.label}: ${action.url}`] : [])].join('\n\n');
  return { html, text };
}

const attribute = escapeHtml;

/** @throws where it would run code: only web addresses belong behind a button */
function webAddress(url: string): string {
  if (!['http:', 'https:'].includes(new URL(url).protocol)) throw new TypeError(`${url} is not a web address`);
  return url;
}
