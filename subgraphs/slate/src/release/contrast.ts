import {
  A98RGB,
  ColorSpace,
  contrastWCAG21,
  HSL,
  HWB,
  Lab,
  LCH,
  OKLab,
  OKLCH,
  P3,
  parse,
  ProPhoto,
  REC_2020,
  sRGB,
  sRGB_Linear,
  XYZ_D50,
  XYZ_D65,
} from 'colorjs.io/fn';

for (const space of [sRGB, sRGB_Linear, HSL, HWB, Lab, LCH, OKLab, OKLCH, P3, A98RGB, ProPhoto, REC_2020, XYZ_D65, XYZ_D50]) {
  if (!Object.hasOwn(ColorSpace.registry, space.id)) ColorSpace.register(space);
}

/** WCAG 2.2's contrast ratio of two CSS colours, 1 to 21; undefined where one of them lets something shine through. */
export function contrast(front: string, behind: string): number | undefined {
  const [one, other] = [parse(front), parse(behind)];
  if (isTranslucent(one) || isTranslucent(other)) return undefined;
  return contrastWCAG21(one, other);
}

function isTranslucent({ alpha }: { alpha?: number | null }): boolean {
  return alpha !== undefined && alpha !== null && alpha < 1;
}
