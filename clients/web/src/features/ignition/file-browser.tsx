import { ChevronRight, FileText, FolderClosed } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { ProjectPlanQuery } from '../../graphql/generated/graphql.ts';
import { CodeView } from '../../ui/code-view.tsx';
import { bytes } from '../../ui/quantities.ts';
import { type Folder, treeOf } from './file-tree.ts';
import styles from './file-browser.module.css';

type PlannedFile = NonNullable<NonNullable<ProjectPlanQuery['projectPlan']>['files']>[number];

/** What the colours of TypeScript fit. */
const CODE = /\.([cm]?[jt]sx?|json)$/;

/** Files by their folders, and what is in the one that is chosen. */
export function FileBrowser({ files }: { files: readonly PlannedFile[] }) {
  const tree = useMemo(() => treeOf(files), [files]);
  const [chosen, choose] = useState<string | null>(null);
  const file = files.find(({ path }) => path === chosen) ?? files.find(({ path }) => path === 'package.json') ?? files[0];
  if (!file) return null;
  return (
    <div className={styles.browser}>
      <nav className={styles.tree} aria-label="Files">
        <FolderContent folder={tree} chosen={file.path} onChoose={choose} />
      </nav>
      <section className={styles.file} aria-label={file.path}>
        <header className={styles.fileHead}>
          <code>{file.path}</code>
          <span className="numeric">
            {file.executable ? 'Program, ' : ''}
            {bytes(file.size)}
          </span>
        </header>
        {file.content === null ? (
          <p className={styles.binary}>Not a text.</p>
        ) : (
          <div className={styles.code}>
            <CodeView key={file.path} code={file.content} label={`Content of ${file.path}`} plain={!CODE.test(file.path)} />
          </div>
        )}
      </section>
    </div>
  );
}

interface ContentProps {
  folder: Folder<PlannedFile>;
  chosen: string;
  onChoose: (path: string) => void;
}

function FolderContent({ folder, chosen, onChoose }: ContentProps) {
  return (
    <ul>
      {folder.folders.map((child) => (
        <li key={child.path}>
          <details open>
            <summary className={styles.entry}>
              <ChevronRight size={14} aria-hidden="true" className={styles.chevron} />
              <FolderClosed size={14} aria-hidden="true" />
              {child.name}
            </summary>
            <FolderContent folder={child} chosen={chosen} onChoose={onChoose} />
          </details>
        </li>
      ))}
      {folder.files.map(({ name, file }) => (
        <li key={file.path}>
          <button
            type="button"
            className={styles.entry}
            aria-current={file.path === chosen ? 'true' : undefined}
            onClick={() => onChoose(file.path)}
          >
            <FileText size={14} aria-hidden="true" />
            {name}
          </button>
        </li>
      ))}
    </ul>
  );
}
