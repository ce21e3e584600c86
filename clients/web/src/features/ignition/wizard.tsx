import { useEffect, useRef, useState, type FormEvent } from 'react';
import { useClient } from 'urql';
import { failureOf } from '../../graphql/failure.ts';
import {
  CheckProjectDocument,
  CreateProjectDocument,
  type RepositoryHost,
  type TemplatePartsFragment,
} from '../../graphql/generated/graphql.ts';
import { Button } from '../../ui/button.tsx';
import { requestOf, useDraft } from './draft.ts';
import { ReviewStep } from './review-step.tsx';
import { StepFields } from './step-fields.tsx';
import { StepRail } from './step-rail.tsx';
import { STEPS, type Problem, stepOf } from './wizard-steps.ts';
import styles from './wizard.module.css';

export interface WizardProps {
  template: TemplatePartsFragment;
  onCancel: () => void;
  /** The making has begun: crt_… */
  onBegun: (creationId: string) => void;
}

const LAST = STEPS.length - 1;

/** The five steps of IGNI-2 and a review. IGNITION judges what is entered each time that somebody goes on. */
export function Wizard({ template, onCancel, onBegun }: WizardProps) {
  const client = useClient();
  const [draft, change] = useDraft(template);
  const [at, setAt] = useState(0);
  const [reached, setReached] = useState(0);
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const [general, setGeneral] = useState<string | null>(null);
  const [host, setHost] = useState<RepositoryHost | null>(null);
  const [busy, setBusy] = useState(false);
  const panel = useRef<HTMLFormElement>(null);
  const shown = useRef(at);
  const step = STEPS[at] as (typeof STEPS)[number];

  useEffect(() => {
    if (shown.current === at) return;
    shown.current = at;
    panel.current?.querySelector<HTMLElement>('h2')?.focus();
  }, [at]);
  useEffect(() => {
    if (problems.length > 0) panel.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [problems]);

  const go = (index: number): void => {
    setAt(index);
    setGeneral(null);
    setReached((before) => Math.max(before, index));
  };

  /** To where the first of them can be put right. */
  const show = (found: readonly Problem[]): void => {
    setProblems(found);
    const first = STEPS.findIndex(({ name }) => found.some((problem) => stepOf(problem, template.inputs) === name));
    const strange = found.filter(({ path }) => path === 'template').map(({ message }) => message);
    setGeneral(strange.length > 0 ? strange.join(' ') : null);
    if (first >= 0 && first < at) setAt(first);
  };

  const next = async (): Promise<void> => {
    const { data, error } = await client.query(
      CheckProjectDocument,
      { input: requestOf(template, draft) },
      { requestPolicy: 'network-only' },
    );
    const plan = data?.projectPlan;
    if (!plan) return setGeneral(failureOf(error)?.message ?? 'IGNITION does not answer. Try again.');
    setHost(plan.repositoryHost ?? host);
    const here = plan.problems.filter((problem) => STEPS.findIndex(({ name }) => name === stepOf(problem, template.inputs)) <= at);
    show(here);
    if (here.length === 0) go(at + 1);
  };

  const create = async (): Promise<void> => {
    const { data, error } = await client.mutation(CreateProjectDocument, { input: requestOf(template, draft) });
    const result = data?.createProject;
    if (result?.__typename === 'ProjectCreation') return onBegun(result.id);
    if (result?.__typename === 'InvalidInputError') return show(result.fields);
    if (result?.__typename === 'ConflictError') return show([{ path: 'name', message: result.message }]);
    setGeneral((result && 'message' in result ? result.message : failureOf(error)?.message) ?? 'IGNITION does not answer. Try again.');
  };

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setGeneral(null);
    await (at === LAST ? create() : next()).finally(() => setBusy(false));
  };

  return (
    <section className={styles.wizard} aria-label={`New ${template.name}`}>
      <div className={styles.side}>
        <p className={styles.sideText}>
          New project from <strong>{template.name}</strong>
        </p>
        <StepRail steps={STEPS} current={at} reached={reached} onGo={go} />
      </div>
      <form ref={panel} className={styles.panel} onSubmit={(event) => void submit(event)} noValidate>
        <header className={styles.head}>
          <p className={`${styles.count} numeric`}>
            Step {at + 1} of {STEPS.length}
          </p>
          <h2 tabIndex={-1}>{step.title}</h2>
          <p className={styles.lead}>{step.lead}</p>
        </header>
        {step.name === 'REVIEW' ? (
          <ReviewStep template={template} draft={draft} />
        ) : (
          <StepFields step={step} template={template} draft={draft} onChange={change} problems={problems} host={host} />
        )}
        <footer className={styles.foot}>
          <p className={styles.general} role="alert">
            {general}
          </p>
          <Button look="quiet" onClick={onCancel}>
            Cancel
          </Button>
          {at > 0 && <Button onClick={() => go(at - 1)}>Back</Button>}
          <Button look="primary" type="submit" disabled={busy}>
            {at === LAST ? (busy ? 'Beginning…' : 'Create project') : busy ? 'Checking…' : 'Next'}
          </Button>
        </footer>
      </form>
    </section>
  );
}
