import { useState } from 'react';
import { useMutation } from 'urql';
import { VerifyComponentDocument, type ReportPartsFragment, type VerificationStatus } from '../../graphql/generated/graphql.ts';
import { failureOf } from '../../graphql/failure.ts';
import { useMay } from '../../session/viewer.ts';
import { announce } from '../../ui/announcer.tsx';
import { Button } from '../../ui/button.tsx';
import { CodeEditor } from '../../ui/code-editor.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Segmented } from '../../ui/fields.tsx';
import { markersIn } from './code-markers.ts';
import { ComponentPreview } from './component-preview.tsx';
import { Report, Unverified } from './report.tsx';
import { SaveComponent } from './save-component.tsx';
import styles from './workbench.module.css';

export interface Draft {
  name: string;
  description: string;
  source: string;
  tests: string;
  stories: string;
}

type File = 'source' | 'tests' | 'stories';

const FILES: readonly { value: File; label: string; suffix: string }[] = [
  { value: 'source', label: 'Component', suffix: '.tsx' },
  { value: 'tests', label: 'Tests', suffix: '.test.tsx' },
  { value: 'stories', label: 'Stories', suffix: '.stories.tsx' },
];

const VERDICTS: Readonly<Record<VerificationStatus, string>> = {
  PASSED: 'Checked: every check passed',
  FAILED: 'Checked',
  NOT_RUN: 'Not verified',
};

export interface WorkbenchProps {
  /** What it begins with. */
  draft: Draft;
  /** What is known of the draft. */
  report: ReportPartsFragment | null;
  /** The generation that it came from. */
  generation?: string;
  /** The version that it was, of a component that is saved. */
  base?: number;
  onSaved: (slug: string) => void;
}

/** The three files, to be edited; what the checks say of them; and saving. */
export function Workbench({ draft: initial, report: known, generation, base, onSaved }: WorkbenchProps) {
  const checks = useMay('component.generate');
  const saves = useMay('component.write');
  const [draft, setDraft] = useState(initial);
  const [file, setFile] = useState<File>('source');
  /** What the newest report is about. */
  const [checked, setChecked] = useState({ files: filesOf(initial), report: known });
  const [verifying, verify] = useMutation(VerifyComponentDocument);
  const current = FILES.find(({ value }) => value === file) ?? FILES[0];
  const path = `${draft.name}${current?.suffix ?? ''}`;
  const isChecked = checked.report !== null && checked.files === filesOf(draft);
  const answer = verifying.data?.verifyComponent;
  const problem = verifying.error
    ? failureOf(verifying.error)?.message
    : answer?.__typename === 'InvalidInputError'
      ? answer.fields.map(({ path: where, message }) => `${where}: ${message}`).join(' ')
      : answer && 'message' in answer
        ? answer.message
        : undefined;

  const check = async (): Promise<void> => {
    const { name, source, tests, stories } = draft;
    const { data } = await verify({ input: { name, source, tests, stories } });
    const result = data?.verifyComponent;
    if (result?.__typename !== 'ComponentReport') return;
    setChecked({ files: filesOf(draft), report: result });
    announce(
      result.verification.status === 'NOT_RUN'
        ? 'It could not be verified'
        : result.passed
          ? 'Every check passed'
          : 'Not every check passed',
    );
  };

  return (
    <div className={styles.bench}>
      <div className={styles.sides}>
        <div className={styles.files}>
          <div className={styles.bar}>
            <Segmented
              label="File"
              choices={FILES}
              value={file}
              onChoose={(value) => setFile(FILES.find((each) => each.value === value)?.value ?? 'source')}
            />
            <CopyButton text={draft[file]} what={path} />
          </div>
          <div className={styles.editor}>
            <CodeEditor
              path={path}
              label={path}
              value={draft[file]}
              onChange={(text) => setDraft((before) => ({ ...before, [file]: text }))}
              markers={isChecked ? markersIn(checked.report, path) : []}
            />
          </div>
        </div>
        <ComponentPreview draft={draft} />
      </div>
      {checked.report && (
        <section className={styles.report} aria-labelledby="report">
          <div className={styles.bar}>
            <h3 id="report">{isChecked ? VERDICTS[checked.report.verification.status] : 'Changed since it was checked'}</h3>
            {checks && !isChecked && (
              <Button size="small" onClick={() => void check()} disabled={verifying.fetching}>
                {verifying.fetching ? 'Checking…' : 'Check again'}
              </Button>
            )}
          </div>
          <Unverified verification={checked.report.verification} />
          <Report report={checked.report} />
        </section>
      )}
      {checked.report === null && checks && (
        <div className={styles.bar}>
          <Button size="small" onClick={() => void check()} disabled={verifying.fetching}>
            {verifying.fetching ? 'Checking…' : 'Check it'}
          </Button>
        </div>
      )}
      {problem && (
        <p className={styles.problem} role="alert">
          {problem}
        </p>
      )}
      {saves && (
        <SaveComponent
          draft={draft}
          onDraft={setDraft}
          onSaved={onSaved}
          unverified={known?.verification.status === 'NOT_RUN'}
          passed={isChecked && checked.report?.passed === true}
          {...(generation !== undefined && { generation })}
          {...(base !== undefined && { base })}
        />
      )}
    </div>
  );
}

function filesOf({ name, source, tests, stories }: Draft): string {
  return JSON.stringify([name, source, tests, stories]);
}
