/** A second frame, light beyond white, or a turn: what an encoder of still pictures leaves out. */
const LOST = new Set(['acTL', 'cICP', 'mDCV', 'cLLI', 'eXIf']);

/** The gamma of sRGB, as gAMA says it. */
const GAMMA_SRGB = 45_455;

/** Whether a PNG looks the same when nothing but its pixels and its profile are kept. */
export function pngKeepsAll(png: Buffer): boolean {
  const chunks = new Map<string, number>();
  for (let at = 8; at + 12 <= png.length; at += 12 + png.readUInt32BE(at)) chunks.set(png.toString('latin1', at + 4, at + 8), at + 8);
  if (chunks.keys().some((kind) => LOST.has(kind))) return false;
  // A profile, or the word that it is sRGB, stands above gamma.
  const gamma = chunks.get('gAMA');
  if (gamma === undefined || chunks.has('sRGB') || chunks.has('iCCP')) return true;
  return gamma + 4 <= png.length && Math.abs(png.readUInt32BE(gamma) - GAMMA_SRGB) < 100;
}
