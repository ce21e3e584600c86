import { ArrowRight } from 'lucide-react';
import type { BuildFindingsFragment } from '../../graphql/generated/graphql.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { bytes } from '../../ui/quantities.ts';
import styles from './build-details.module.css';
import { KIND_WORDS, kindShade } from './output-kinds.ts';

const OPTIMISATION_WORDS = { TREE_SHAKING: 'Tree shaking', MINIFY: 'Minify', CSS: 'Stylesheets', IMAGES: 'Pictures' } as const;
const SEVERITY_WORDS = { HIGH: 'High', MEDIUM: 'Medium', LOW: 'Low' } as const;
const LARGEST = 8;

/** What a project's build put out, by kind and by file. */
export function BuildOutputs({ metrics }: { metrics: NonNullable<BuildFindingsFragment['metrics']> }) {
  const { totals, outputs } = metrics;
  if (totals.length === 0) return null;
  return (
    <section aria-labelledby="build-output">
      <h3 id="build-output">Output</h3>
      <div className={styles.phaseBar} aria-hidden="true">
        {totals.map((total) => (
          <span key={total.kind} style={{ flexGrow: total.bytes, background: kindShade(total.kind) }} />
        ))}
      </div>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Kind</th>
            <th scope="col">Files</th>
            <th scope="col">Raw</th>
            <th scope="col">Gzip</th>
          </tr>
        </thead>
        <tbody>
          {totals.map((total) => (
            <tr key={total.kind}>
              <th scope="row">
                <span className={styles.key} style={{ background: kindShade(total.kind) }} aria-hidden="true" />
                {KIND_WORDS[total.kind]}
              </th>
              <td className="numeric">{total.files}</td>
              <td className="numeric">{bytes(total.bytes)}</td>
              <td className="numeric">{bytes(total.gzipBytes)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <details className={styles.more}>
        <summary>{outputs.length > LARGEST ? `The largest ${LARGEST} of ${outputs.length} files` : 'Files'}</summary>
        <table className={styles.table}>
          <thead className="visually-hidden">
            <tr>
              <th scope="col">File</th>
              <th scope="col">Raw</th>
              <th scope="col">Gzip</th>
            </tr>
          </thead>
          <tbody>
            {outputs.slice(0, LARGEST).map((output) => (
              <tr key={output.path}>
                <th scope="row" className={styles.path}>
                  {output.path}
                </th>
                <td className="numeric">{bytes(output.bytes)}</td>
                <td className="numeric">{bytes(output.gzipBytes)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </section>
  );
}

/** What each way of optimising did, as it was measured. */
export function BuildOptimisations({ optimisations }: { optimisations: NonNullable<BuildFindingsFragment['metrics']>['optimisations'] }) {
  if (optimisations.length === 0) return null;
  return (
    <section aria-labelledby="build-optimisations">
      <h3 id="build-optimisations">What optimising saved</h3>
      <ul className={styles.optimisations}>
        {optimisations.map(({ kind, beforeBytes, afterBytes, detail }) => (
          <li key={kind} title={detail}>
            <span>{OPTIMISATION_WORDS[kind]}</span>
            <span className={`${styles.soft} numeric`}>
              {bytes(beforeBytes)} <ArrowRight size={12} aria-label="to" /> {bytes(afterBytes)}
            </span>
            <strong className="numeric">−{beforeBytes > 0 ? Math.round((1 - afterBytes / beforeBytes) * 100) : 0} %</strong>
            <span className={styles.meter} aria-hidden="true">
              <span style={{ width: `${beforeBytes > 0 ? (afterBytes / beforeBytes) * 100 : 0}%` }} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

export function BuildSuggestions({ suggestions }: { suggestions: BuildFindingsFragment['suggestions'] }) {
  if (suggestions.length === 0) return null;
  return (
    <section aria-labelledby="build-suggestions">
      <h3 id="build-suggestions">Suggestions</h3>
      <ul className={styles.suggestions}>
        {suggestions.map(({ severity, title, detail, file, savingBytes }) => (
          <li key={title} data-severity={severity}>
            <p className={styles.suggestionHead}>
              <strong>{title}</strong>
              {savingBytes !== null && <span className="numeric">saves {bytes(savingBytes)}</span>}
            </p>
            <p className={styles.soft}>{detail}</p>
            <p className={styles.suggestionFoot}>
              <span>{SEVERITY_WORDS[severity]}</span>
              {file && <code className={styles.path}>{file}</code>}
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}

export function BuildArtifact({ artifact }: { artifact: NonNullable<BuildFindingsFragment['artifact']> }) {
  return (
    <section aria-labelledby="build-artifact">
      <h3 id="build-artifact">Artifact</h3>
      <dl className={styles.facts}>
        <dt>Digest</dt>
        <dd className={styles.digest}>
          <code title={artifact.digest}>{artifact.digest}</code>
          <CopyButton text={artifact.digest} what="Digest" />
        </dd>
        <dt>Size</dt>
        <dd className="numeric">{bytes(artifact.sizeBytes)}</dd>
        <dt>Runs</dt>
        <dd>
          <code>{artifact.command.length > 0 ? artifact.command.join(' ') : 'nothing: it is a library'}</code>
        </dd>
        <dt>Health</dt>
        <dd>
          <code>
            :{artifact.port}
            {artifact.healthPath}
          </code>
        </dd>
      </dl>
    </section>
  );
}
