import type { HealthStatus } from '../../graphql/generated/graphql.ts';
import { SYSTEM_CATALOG } from '../../systems/system-catalog.ts';
import { SystemMark } from '../../systems/system-mark.tsx';
import { SYSTEM_NAMES, type SystemName } from '../../systems/system-names.ts';
import styles from './hero.module.css';

const WIDTH = 640;
const HEIGHT = 440;
const NODE_X = 596;

interface Ray {
  name: SystemName;
  path: string;
  y: number;
}

/** Evenly spaced at the right edge; they leave the prism's right face one beside the other. */
const RAYS: readonly Ray[] = SYSTEM_NAMES.map((name, index) => {
  const y = 36 + (index * (HEIGHT - 72)) / (SYSTEM_NAMES.length - 1);
  const leaveX = 236 + index * 6.5;
  const leaveY = 176 + index * 13;
  return {
    name,
    y,
    path: `M176 ${206 + index * 2}L${leaveX} ${leaveY}C${leaveX + 110} ${leaveY + (index - 2.5) * 8} ${NODE_X - 190} ${y} ${NODE_X} ${y}`,
  };
});

/** Luminera's picture of the whole: one light, six colours. A system's ray shows how it is; the cards below say it in words. */
export function Spectrum({ statuses }: { statuses: ReadonlyMap<SystemName, HealthStatus> }) {
  return (
    <div className={styles.spectrum} aria-hidden="true">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} className={styles.rays}>
        <defs>
          <linearGradient id="beam" x1="0" x2="1">
            <stop offset="0" stopColor="currentColor" stopOpacity="0" />
            <stop offset="1" stopColor="currentColor" stopOpacity="0.85" />
          </linearGradient>
          <linearGradient id="glass" x1="0" y1="0" x2="1" y2="1">
            <stop offset="0" stopColor="currentColor" stopOpacity="0.14" />
            <stop offset="1" stopColor="currentColor" stopOpacity="0.02" />
          </linearGradient>
        </defs>
        <path d="M0 250.5 176 205.5v7L0 254.5Z" fill="url(#beam)" />
        {RAYS.map(({ name, path }) => (
          <g key={name} data-palette={SYSTEM_CATALOG[name].palette} data-status={statuses.get(name)} className={styles.ray}>
            <path d={path} className={styles.glow} />
            <path d={path} className={styles.line} />
            <path
              d={path}
              className={styles.pulse}
              pathLength={100}
              style={{ animationDelay: `${RAYS.findIndex((ray) => ray.name === name) * -0.9}s` }}
            />
          </g>
        ))}
        <path d="M206 104 300 290H112Z" className={styles.prism} fill="url(#glass)" />
      </svg>
      {RAYS.map(({ name, y }) => (
        <span
          key={name}
          className={styles.node}
          data-palette={SYSTEM_CATALOG[name].palette}
          data-status={statuses.get(name)}
          style={{ left: `${(NODE_X / WIDTH) * 100}%`, top: `${(y / HEIGHT) * 100}%` }}
        >
          <SystemMark name={name} size={22} />
        </span>
      ))}
    </div>
  );
}
