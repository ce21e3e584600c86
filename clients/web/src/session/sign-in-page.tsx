import { ArrowRight } from 'lucide-react';
import { LumineraMark } from '../systems/system-mark.tsx';
import { useDocumentTitle } from '../ui/page-header.tsx';
import styles from './session.module.css';
import { signInAddress } from './session-state.ts';

/**
 * What everybody sees who is not signed in, whatever they opened.
 * @param props.left they have just signed out
 */
export function SignInPage({ left }: { left: boolean }) {
  useDocumentTitle('Sign in');
  return (
    <main className={styles.door} data-palette="landing">
      <div className={styles.card}>
        <span className={styles.mark}>
          <LumineraMark size={44} />
        </span>
        <h1>{left ? 'You are signed out' : 'Sign in to WISSIL'}</h1>
        <p>{left ? 'See you soon.' : 'From design tokens to a running deployment, with your team.'}</p>
        <a className={styles.button} href={signInAddress(location)}>
          {left ? 'Sign in again' : 'Sign in'}
          <ArrowRight size={16} aria-hidden="true" />
        </a>
      </div>
    </main>
  );
}
