import type { TokenType } from '../../graphql/generated/graphql.ts';

interface Usage {
  /** The CSS declaration that wears it. */
  css: string;
  /** Tailwind 4's utility for a custom property. */
  tailwind: string;
}

const BY_TYPE: Readonly<Record<TokenType, (variable: string) => Usage>> = {
  COLOR: (variable) => ({ css: `color: var(${variable});`, tailwind: `text-(${variable})` }),
  DIMENSION: (variable) => dimension(variable),
  FONT_FAMILY: (variable) => ({ css: `font-family: var(${variable});`, tailwind: `font-(family-name:${variable})` }),
  FONT_WEIGHT: (variable) => ({ css: `font-weight: var(${variable});`, tailwind: `font-(weight:${variable})` }),
  DURATION: (variable) => ({ css: `transition-duration: var(${variable});`, tailwind: `duration-(${variable})` }),
  CUBIC_BEZIER: (variable) => ({ css: `transition-timing-function: var(${variable});`, tailwind: `ease-(${variable})` }),
  NUMBER: (variable) =>
    variable.includes('line-height')
      ? { css: `line-height: var(${variable});`, tailwind: `leading-(${variable})` }
      : { css: `opacity: var(${variable});`, tailwind: `opacity-(${variable})` },
  STROKE_STYLE: (variable) => ({ css: `border-style: var(${variable});`, tailwind: `[border-style:var(${variable})]` }),
  BORDER: (variable) => ({ css: `border: var(${variable});`, tailwind: `[border:var(${variable})]` }),
  TRANSITION: (variable) => ({ css: `transition: all var(${variable});`, tailwind: `[transition:all_var(${variable})]` }),
  SHADOW: (variable) => ({ css: `box-shadow: var(${variable});`, tailwind: `shadow-(${variable})` }),
  GRADIENT: (variable) => ({ css: `background-image: var(${variable});`, tailwind: `bg-(image:${variable})` }),
  TYPOGRAPHY: (variable) => ({ css: `font: var(${variable});`, tailwind: `[font:var(${variable})]` }),
};

/** How a token is put to use in a style sheet and in a Tailwind 4 class list. */
export const usageOf = (type: TokenType, variable: string): Usage => BY_TYPE[type](variable);

function dimension(variable: string): Usage {
  if (variable.startsWith('--radius')) return { css: `border-radius: var(${variable});`, tailwind: `rounded-(${variable})` };
  if (variable.startsWith('--font-size')) return { css: `font-size: var(${variable});`, tailwind: `text-(length:${variable})` };
  if (variable.includes('blur')) return { css: `backdrop-filter: blur(var(${variable}));`, tailwind: `backdrop-blur-(${variable})` };
  return { css: `padding: var(${variable});`, tailwind: `p-(${variable})` };
}
