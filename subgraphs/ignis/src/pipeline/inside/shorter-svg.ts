import { optimize } from 'svgo';
import { LeftAsItIs } from './left-as-it-is.ts';

const MOST_BYTES = 1024 ** 2;

/**
 * What nobody sees goes: words for editors, comments, decimals. Ids, classes, titles, scripts and the order of things stay, because pages
 * name them.
 * @throws LeftAsItIs, or svgo's error where it cannot be read
 */
export function shorterSvg(original: Buffer): Buffer {
  if (original.length > MOST_BYTES) throw new LeftAsItIs(`it has ${original.length} bytes, more than ${MOST_BYTES}`);
  const text = new TextDecoder('utf-8', { fatal: true }).decode(original);
  const encoding = /^\s*<\?xml[^>]*\bencoding=["']([^"']+)/i.exec(text)?.[1] ?? 'utf-8';
  if (!/^(utf-8|us-ascii)$/i.test(encoding)) throw new LeftAsItIs(`its text is ${encoding}`);
  // One that names another may be endless.
  if (/<!ENTITY/i.test(text)) throw new LeftAsItIs('it defines entities');
  const { data } = optimize(text, {
    multipass: false,
    floatPrecision: 3,
    plugins: [
      'removeDoctype',
      'removeXMLProcInst',
      'removeComments',
      'removeMetadata',
      'removeEditorsNSData',
      'cleanupAttrs',
      'cleanupNumericValues',
      'convertColors',
      'convertPathData',
    ],
  });
  if (!/<svg[\s>]/.test(data)) throw new LeftAsItIs('it holds no svg');
  return Buffer.from(data);
}
