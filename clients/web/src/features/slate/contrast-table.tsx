import { useEffect, useState } from 'react';
import { contrastRatio, grade, luminance } from './contrast.ts';
import styles from './slate.module.css';

const PARTNERS = [
  { name: 'on white', color: '#fff' },
  { name: 'on black', color: '#000' },
] as const;

/** How well text in this colour is read. `version` makes it measure again when the token has changed. */
export function ContrastTable({ variable, version }: { variable: string; version: number }) {
  const [measured, setMeasured] = useState<{ color: string; luminance: number } | null>(null);
  useEffect(() => {
    // The sheet with the new value is adopted in an effect of the same commit: measure in the next frame.
    const frame = requestAnimationFrame(() => {
      const probe = document.createElement('span');
      probe.style.color = `var(${variable})`;
      document.body.append(probe);
      const { color } = getComputedStyle(probe);
      probe.remove();
      const value = luminance(color);
      setMeasured(value === null ? null : { color, luminance: value });
    });
    return () => cancelAnimationFrame(frame);
  }, [variable, version]);
  return (
    <div className={styles.block}>
      <h4>Contrast as text</h4>
      <ul className={styles.contrasts}>
        {PARTNERS.map(({ name, color }) => {
          const ratio = measured && contrastRatio(measured.luminance, color === '#fff' ? 1 : 0);
          return (
            <li key={name}>
              <span className={styles.sample} style={{ background: color, color: `var(${variable})` }} aria-hidden="true" />
              <span>
                <strong className="numeric">{ratio ? `${ratio.toFixed(1)} : 1` : '–'}</strong> {name}
                <span className={styles.soft}> {ratio ? grade(ratio) : 'not measurable: transparent'}</span>
              </span>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
