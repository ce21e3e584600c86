import { useLocation } from 'react-router';
import styles from './session.module.css';
import { signInAddress } from './session-state.ts';

/** Nothing on the page is lost: signing in leads back to it. */
export function SessionEndedNotice() {
  const place = useLocation();
  return (
    <div className={styles.ended} role="alert">
      <p>
        <strong>Your session has ended.</strong> What you see stays; nothing can be saved until you sign in again.
      </p>
      <a className={styles.button} href={signInAddress(place)}>
        Sign in
      </a>
    </div>
  );
}
