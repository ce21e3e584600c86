import { CopyButton } from '../../ui/copy-button.tsx';
import styles from './users.module.css';

/** A link that WISSIL cannot show again. */
export function LinkOnce({ url, name }: { url: string; name: string }) {
  return (
    <div className={styles.link}>
      <p>Send this link to {name}. It works once, and is shown this one time.</p>
      <p className={styles.address}>
        <code data-testid="invitation-link">{url}</code>
        <CopyButton text={url} what="link" />
      </p>
    </div>
  );
}
