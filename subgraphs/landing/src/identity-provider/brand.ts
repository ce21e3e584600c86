import { Markup } from './markup.ts';

/** Luminera's prism, as the web client has it beside the product's name. */
export const MARK = new Markup(
  '<svg class="mark" width="28" height="28" viewBox="0 0 32 32" aria-hidden="true"><path class="tone" d="M16 5.5 27 25H5Z"/><path d="M16 5.5 27 25H5ZM1 19.5l9.500-3.3"/><path class="ignition" d="m20.4 13.2 10.6-4.2"/><path class="spark" d="m21.8 15.7 9.2-1.7"/><path class="landing" d="m23.3 18.3 7.7.7"/><path class="waypoint" d="m24.7 20.8 6.3 3"/></svg>',
);

const HUES = ['waypoint', 'ignition', 'slate', 'spark', 'ignis', 'landing'] as const;

const RAYS = HUES.map((hue, index) => {
  const [x, y] = [276 + index * 6.5, 334 + index * 13];
  const path = `M214 ${364 + index * 2}L${x} ${y}C${x + 100} ${y + (index - 2.5) * 8} 470 ${176 + index * 92} 720 ${96 + index * 128}`;
  return `<g class="${hue}"><path class="glow" d="${path}"/><path d="${path}"/></g>`;
});

/** One light, six colours: what the first page of WISSIL shows too. */
export const SPECTRUM = new Markup(
  `<svg class="spectrum" viewBox="0 0 640 800" preserveAspectRatio="xMinYMid slice" aria-hidden="true"><defs><linearGradient id="beam" x1="0" x2="1"><stop offset="0" stop-color="#fff" stop-opacity="0"/><stop offset="1" stop-color="#fff" stop-opacity=".85"/></linearGradient><linearGradient id="glass" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="#fff" stop-opacity=".16"/><stop offset="1" stop-color="#fff" stop-opacity=".02"/></linearGradient></defs><path fill="url(#beam)" d="M-40 448 216 363v8L-40 452Z"/>${RAYS.join('')}<path class="prism" fill="url(#glass)" d="M246 262 340 448H152Z"/></svg>`,
);
