import type { ReactNode } from 'react';
import type { TokenPartsFragment, TokenType } from '../../graphql/generated/graphql.ts';
import styles from './token-preview.module.css';
import { easingPoints, valueText } from './token-value.ts';

export interface TokenPreviewProps {
  token: TokenPartsFragment;
  /** `large` for the details panel. */
  size?: 'small' | 'large';
}

type Draw = (props: Required<TokenPreviewProps>) => ReactNode;

/** Drawn by the style sheet: it is a picture of type, not text to read. */
const SPECIMEN = 'Light becomes colour';

const DRAWINGS: Readonly<Record<TokenType, Draw>> = {
  COLOR: ({ token }) => <span className={styles.swatch} style={{ backgroundColor: token.cssValue }} />,
  TYPOGRAPHY: ({ token }) => <span className={styles.type} style={{ font: token.cssValue }} data-text={SPECIMEN} />,
  FONT_FAMILY: ({ token, size }) => (
    <span
      className={styles.type}
      style={{ fontFamily: token.cssValue, fontSize: size === 'large' ? 'var(--font-size-3xl)' : 'var(--font-size-xl)' }}
      data-text={SPECIMEN}
    />
  ),
  FONT_WEIGHT: ({ token, size }) => (
    <span
      className={styles.type}
      style={{ fontWeight: token.cssValue, fontSize: size === 'large' ? 'var(--font-size-3xl)' : 'var(--font-size-xl)' }}
      data-text={SPECIMEN}
    />
  ),
  DIMENSION: (props) => <Dimension {...props} />,
  SHADOW: ({ token }) => <span className={styles.shadow} style={{ boxShadow: token.cssValue }} />,
  DURATION: ({ token }) => (
    <span className={styles.track}>
      <span className={styles.runner} style={{ animationDuration: `max(1ms, calc(${token.cssValue} * 2))` }} />
    </span>
  ),
  CUBIC_BEZIER: ({ token, size }) => <Easing token={token} size={size} />,
  TRANSITION: ({ token }) => (
    <span className={styles.track}>
      <span className={styles.slider} style={{ transition: `left ${token.cssValue}` }} />
    </span>
  ),
  NUMBER: ({ token }) =>
    token.path.toLowerCase().includes('lineheight') ? (
      <span className={styles.lines} style={{ lineHeight: token.cssValue }} data-text={SPECIMEN.replaceAll(' ', '\n')} />
    ) : (
      <span className={styles.shape} style={{ opacity: token.cssValue }} />
    ),
  BORDER: ({ token }) => <span className={styles.outline} style={{ border: token.cssValue }} />,
  STROKE_STYLE: ({ token }) => <span className={styles.outline} style={{ border: `3px ${token.cssValue} var(--hue)` }} />,
  GRADIENT: ({ token }) => (
    <span
      className={styles.swatch}
      style={{ backgroundImage: token.cssValue.includes('gradient(') ? token.cssValue : `linear-gradient(90deg, ${token.cssValue})` }}
    />
  ),
};

/** What the token looks like; the words beside it carry the meaning. */
export function TokenPreview({ token, size = 'small' }: TokenPreviewProps) {
  return (
    <span className={styles.stage} data-size={size} data-type={token.type} aria-hidden="true">
      {DRAWINGS[token.type]({ token, size })}
    </span>
  );
}

function Dimension({ token }: { token: TokenPartsFragment }) {
  if (token.path.startsWith('radius'))
    return <span className={styles.corner} style={{ borderTopLeftRadius: `min(${token.cssValue}, 100%)` }} />;
  if (token.path.startsWith('font.size')) return <span className={styles.type} style={{ fontSize: token.cssValue }} data-text={SPECIMEN} />;
  if (token.path.includes('blur'))
    return (
      <span className={styles.blurred}>
        <span className={styles.shape} style={{ filter: `blur(${token.cssValue})` }} />
      </span>
    );
  return <span className={styles.bar} style={{ width: token.cssValue }} />;
}

function Easing({ token, size }: Required<TokenPreviewProps>) {
  const points = easingPoints(token.resolvedValue);
  if (!points) return <span className={styles.type}>{valueText(token.resolvedValue)}</span>;
  const [x1, y1, x2, y2] = points;
  return (
    <>
      <svg viewBox="-6 -26 112 152" className={styles.curve}>
        <path d="M0 100H100M0 100V0" className={styles.axis} />
        <path d={`M0 100 ${x1 * 100} ${100 - y1 * 100}M100 0 ${x2 * 100} ${100 - y2 * 100}`} className={styles.handle} />
        <path d={`M0 100C${x1 * 100} ${100 - y1 * 100} ${x2 * 100} ${100 - y2 * 100} 100 0`} className={styles.easing} />
      </svg>
      {size === 'large' && (
        <span className={styles.track}>
          <span className={styles.runner} style={{ animationTimingFunction: token.cssValue, animationDuration: '1.4s' }} />
        </span>
      )}
    </>
  );
}
