import { Search } from 'lucide-react';
import { useEffect, useId, useState, type KeyboardEvent } from 'react';
import { useNavigate } from 'react-router';
import { PaletteComponentsDocument, PaletteTokensDocument } from '../graphql/generated/graphql.ts';
import { useResource } from '../graphql/use-resource.ts';
import { mayOpen } from '../session/permissions.ts';
import { useViewer } from '../session/viewer.ts';
import { SYSTEM_CATALOG } from '../systems/system-catalog.ts';
import { SystemMark } from '../systems/system-mark.tsx';
import { SYSTEM_NAMES, type SystemName } from '../systems/system-names.ts';
import { Dialog } from '../ui/dialog.tsx';
import styles from './command-palette.module.css';

interface Destination {
  key: string;
  system: SystemName;
  title: string;
  detail: string;
  to: string;
  /** A colour to show instead of the system's mark. */
  swatch?: string;
}

/** Jumps to a system, a token or a component by a few letters of its name. */
export function CommandPalette({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <Dialog open={open} onClose={onClose} label="Jump to" className={styles.palette}>
      <PaletteContent onClose={onClose} />
    </Dialog>
  );
}

function PaletteContent({ onClose }: { onClose: () => void }) {
  const [text, setText] = useState('');
  const [active, setActive] = useState(0);
  const navigate = useNavigate();
  const listId = useId();
  const { destinations, searching } = useDestinations(text.trim());
  const chosen = Math.min(active, destinations.length - 1);

  const go = (destination: Destination | undefined): void => {
    if (!destination) return;
    onClose();
    void navigate(destination.to);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const moves: Record<string, number> = { ArrowDown: chosen + 1, ArrowUp: chosen - 1, Home: 0, End: destinations.length - 1 };
    const move = moves[event.key];
    if (event.key === 'Enter') go(destinations[chosen]);
    else if (move !== undefined && destinations.length > 0) setActive((move + destinations.length) % destinations.length);
    else return;
    event.preventDefault();
  };
  useEffect(() => {
    document.getElementById(`${listId}-${chosen}`)?.scrollIntoView({ block: 'nearest' });
  }, [chosen, listId]);

  return (
    <>
      <div className={styles.query}>
        <Search size={18} aria-hidden="true" />
        <input
          role="combobox"
          aria-expanded="true"
          aria-controls={listId}
          aria-activedescendant={destinations[chosen] ? `${listId}-${chosen}` : undefined}
          aria-autocomplete="list"
          aria-label="Jump to a system, token or component"
          placeholder="A system, token or component…"
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setActive(0);
          }}
          onKeyDown={onKeyDown}
        />
        <kbd className={styles.escape}>Esc</kbd>
      </div>
      <div id={listId} role="listbox" aria-label="Destinations" className={styles.list}>
        {destinations.map((destination, index) => (
          // The combobox above has the focus and takes the keys for its options.
          // eslint-disable-next-line jsx-a11y-x/click-events-have-key-events
          <div
            key={destination.key}
            id={`${listId}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === chosen}
            className={styles.option}
            data-palette={SYSTEM_CATALOG[destination.system].palette}
            onPointerMove={() => setActive(index)}
            onClick={() => go(destination)}
          >
            <span className={styles.icon}>
              {destination.swatch ? (
                <span className={styles.swatch} style={{ background: destination.swatch }} />
              ) : (
                <SystemMark name={destination.system} size={18} />
              )}
            </span>
            <span className={styles.title}>{destination.title}</span>
            <span className={styles.detail}>{destination.detail}</span>
          </div>
        ))}
      </div>
      {destinations.length === 0 && (
        <p className={styles.nothing} role="status">
          {searching ? 'Searching…' : `Nothing is named like “${text}”.`}
        </p>
      )}
    </>
  );
}

function useDestinations(text: string): { destinations: Destination[]; searching: boolean } {
  const search = useSettled(text);
  const { permissions } = useViewer();
  const variables = { search };
  const short = search.length < 2;
  const tokens = useResource(PaletteTokensDocument, { variables, pause: short || !permissions.has('token.read') });
  const components = useResource(PaletteComponentsDocument, { variables, pause: short || !permissions.has('component.read') });
  const needle = text.toLowerCase();
  const systems = SYSTEM_NAMES.filter((name) => mayOpen(permissions, name))
    .map((name) => SYSTEM_CATALOG[name])
    .filter(({ title, tagline }) => title.toLowerCase().includes(needle) || (needle.length > 2 && tagline.toLowerCase().includes(needle)))
    .map(({ name, title, route }): Destination => ({ key: name, system: name, title, detail: 'System', to: route }));
  if (short || text.length < 2) return { destinations: systems, searching: false };
  const found = (tokens.data?.tokens?.edges ?? []).map(({ node }): Destination => ({
    key: node.id,
    system: 'SLATE',
    title: node.path,
    detail: 'Token',
    to: `/slate?token=${encodeURIComponent(node.path)}`,
    ...(node.type === 'COLOR' ? { swatch: node.cssValue } : {}),
  }));
  const made = (components.data?.components?.edges ?? []).map(({ node }): Destination => ({
    key: node.id,
    system: 'SPARK',
    title: node.name,
    detail: 'Component',
    to: `/spark?component=${encodeURIComponent(node.slug)}`,
  }));
  return { destinations: [...systems, ...made, ...found], searching: tokens.loading || components.loading || search !== text };
}

/** The text once it has not changed for 150 ms. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), 150);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
