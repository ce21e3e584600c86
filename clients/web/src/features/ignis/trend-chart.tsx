import type { ReactNode } from 'react';
import styles from './build-trend.module.css';

const WIDTH = 600;
const HEIGHT = 140;
const GAP = 0.28;
const MOST_SLOTS = 30;

/** One part of a bar. */
interface TrendPart {
  name: string;
  value: number;
  shade: string;
}

interface TrendBar {
  id: string;
  /** `#12` */
  name: string;
  /** From the bottom up; none where there is nothing to show. */
  parts: readonly TrendPart[];
  failed: boolean;
}

export interface TrendChartProps {
  title: string;
  /** What the picture says, in a sentence. */
  summary: string;
  bars: readonly TrendBar[];
  /** The same figures for those who read. */
  table: ReactNode;
  /** Null stands for the outline of what failed. */
  legend?: readonly { name: string; shade: string | null }[];
  format: (value: number) => string;
  chosen: string | undefined;
  onChoose: (id: string) => void;
}

/** A bar a build, the newest on the right; a build that failed is a hollow one. */
export function TrendChart({ title, summary, bars, table, legend = [], format, chosen, onChoose }: TrendChartProps) {
  const top = niceTop(Math.max(0, ...bars.map(({ parts }) => parts.reduce((sum, { value }) => sum + value, 0))));
  const slots = Math.min(MOST_SLOTS, Math.max(bars.length, 10));
  const slot = WIDTH / slots;
  return (
    <figure className={styles.chart}>
      <figcaption>
        {title}
        <span className={styles.legend}>
          {legend.map(({ name, shade }) => (
            <span key={name}>
              <span
                className={styles.key}
                data-failed={shade === null || undefined}
                style={{ background: shade ?? 'none' }}
                aria-hidden="true"
              />
              {name}
            </span>
          ))}
        </span>
      </figcaption>
      <div className={styles.plot}>
        <div className={styles.scale} aria-hidden="true">
          {[1, 0.5, 0].map((part) => (
            <span key={part} className="numeric">
              {format(top * part)}
            </span>
          ))}
        </div>
        <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={summary}>
          {[0, 0.5, 1].map((part) => (
            <line key={part} x1={0} x2={WIDTH} y1={HEIGHT * part} y2={HEIGHT * part} className={styles.grid} />
          ))}
          {bars.map((bar, index) => (
            <Bar
              key={bar.id}
              bar={bar}
              box={{ x: (slots - bars.length + index) * slot, width: slot, scale: HEIGHT / top }}
              label={`${bar.name}: ${bar.failed ? 'failed, ' : ''}${format(bar.parts.reduce((sum, { value }) => sum + value, 0))}`}
              chosen={bar.id === chosen}
              onChoose={onChoose}
            />
          ))}
        </svg>
      </div>
      <details className={styles.figures}>
        <summary>Figures of {title.toLowerCase()}</summary>
        {table}
      </details>
    </figure>
  );
}

interface BarProps {
  bar: TrendBar;
  box: { x: number; width: number; scale: number };
  label: string;
  chosen: boolean;
  onChoose: (id: string) => void;
}

/** Keys choose a build in the table and in the history; a click here is a shortcut. */
function Bar({ bar, box, label, chosen, onChoose }: BarProps) {
  const [x, width] = [box.x + (box.width * GAP) / 2, box.width * (1 - GAP)];
  const heights = bar.parts.map(({ value }) => Math.max(1, value * box.scale));
  const topOf = (index: number) => HEIGHT - heights.slice(0, index + 1).reduce((sum, height) => sum + height, 0);
  return (
    <g className={styles.bar} data-chosen={chosen || undefined} data-failed={bar.failed || undefined} onClick={() => onChoose(bar.id)}>
      <title>{label}</title>
      <rect x={box.x} y={0} width={box.width} height={HEIGHT} className={styles.hit} />
      {bar.parts.map(({ name, shade }, index) => (
        <rect key={name} x={x} y={topOf(index)} width={width} height={heights[index]} {...(bar.failed ? {} : { style: { fill: shade } })} />
      ))}
    </g>
  );
}

/** The next round figure, so that the scale is easily read. */
function niceTop(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 1.5, 2, 3, 4, 5, 6, 8, 10].find((step) => step * power >= value) ?? 10) * power;
}
