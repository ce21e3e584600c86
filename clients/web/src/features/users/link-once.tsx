import { CopyButton } from '../../ui/copy-button.tsx';
import { Moment } from '../../ui/moments.tsx';
import styles from './users.module.css';

export interface OneTimeLink {
  url: string;
  /** Null where it stays good for as long as somebody is invited. */
  expiresAt: string | null;
}

/** A link that WISSIL cannot show again. */
export function LinkOnce({ link: { url, expiresAt }, name }: { link: OneTimeLink; name: string }) {
  return (
    <div className={styles.link}>
      {expiresAt === null ? (
        <p>Send this link to {name}. It is good for as long as they are invited.</p>
      ) : (
        <p>
          Send this link to {name}. It works once, until <Moment at={expiresAt} />, and is shown this one time.
        </p>
      )}
      <p className={styles.address}>
        <code data-testid="invitation-link">{url}</code>
        <CopyButton text={url} what="link" />
      </p>
    </div>
  );
}
