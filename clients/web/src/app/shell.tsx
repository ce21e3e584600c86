import { Moon, Search, Sun } from 'lucide-react';
import { useEffect, useRef, useState, type CSSProperties, type ReactNode } from 'react';
import { Link, NavLink, useLocation } from 'react-router';
import { AccountMenu } from '../session/account-menu.tsx';
import { mayOpen } from '../session/permissions.ts';
import { useMay, useViewer } from '../session/viewer.ts';
import { SYSTEM_CATALOG } from '../systems/system-catalog.ts';
import { LumineraMark, SystemMark } from '../systems/system-mark.tsx';
import { SYSTEM_NAMES, type SystemName } from '../systems/system-names.ts';
import { useLiveTokens } from '../tokens/live-tokens.ts';
import { Announcer } from '../ui/announcer.tsx';
import { HEALTH_WORDS, StatusDot } from '../ui/status.tsx';
import { CommandPalette } from './command-palette.tsx';
import { ConnectionIndicator } from './connection-indicator.tsx';
import { useHealthFeed, useSystems } from './health-feed.ts';
import { NotificationBell } from './notification-bell.tsx';
import { preloadPage } from './page-code.ts';
import styles from './shell.module.css';
import { toggleTheme, useTheme } from './theme.ts';

const onApple = /Mac|iP(hone|ad)/.test(navigator.userAgent);

/** What surrounds every page: skip link, navigation with each system's health, live state, command palette, theme. */
export function Shell({ children }: { children: ReactNode }) {
  useHealthFeed();
  useLiveTokens();
  useScrollToTop();
  const notified = useMay('notification.read');
  const [paletteOpen, setPaletteOpen] = useState(false);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key.toLowerCase() !== 'k' || !(event.metaKey || event.ctrlKey)) return;
      event.preventDefault();
      setPaletteOpen((open) => !open);
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
  return (
    <>
      <a href="#content" className={styles.skip}>
        Skip to content
      </a>
      <header className={styles.bar}>
        <div className={styles.barInner}>
          <Link to="/" className={styles.brand} aria-label="WISSIL, all systems">
            <LumineraMark size={26} />
            <span aria-hidden="true">WISSIL</span>
          </Link>
          <SystemNavigation />
          <div className={styles.tools}>
            <ConnectionIndicator />
            <button type="button" className={styles.jump} onClick={() => setPaletteOpen(true)} aria-keyshortcuts="Control+K Meta+K">
              <Search size={14} aria-hidden="true" />
              <span className={styles.jumpText}>Jump to…</span>
              <kbd className={styles.kbd} aria-hidden="true">
                {onApple ? '⌘K' : 'Ctrl K'}
              </kbd>
            </button>
            <ThemeToggle />
            {notified && <NotificationBell />}
            <AccountMenu />
          </div>
        </div>
      </header>
      <main id="content" tabIndex={-1} className={styles.content}>
        {children}
      </main>
      <footer className={styles.footer}>
        <p>
          <strong>WISSIL</strong> · six systems, one graph, on hardware you own.
        </p>
        <p>Wearing Luminera, straight from SLATE.</p>
      </footer>
      <CommandPalette open={paletteOpen} onClose={() => setPaletteOpen(false)} />
      <Announcer />
    </>
  );
}

function SystemNavigation() {
  const { systems } = useSystems();
  const { permissions } = useViewer();
  const open = SYSTEM_NAMES.filter((name) => mayOpen(permissions, name));
  return (
    <nav aria-label="Systems" className={styles.nav} style={{ '--systems': open.length } as CSSProperties}>
      {open.map((name) => (
        <SystemLink key={name} name={name} status={systems.get(name)?.health.status ?? 'UNKNOWN'} />
      ))}
    </nav>
  );
}

function SystemLink({ name, status }: { name: SystemName; status: keyof typeof HEALTH_WORDS }) {
  const { title, route, palette } = SYSTEM_CATALOG[name];
  const { word, tone } = HEALTH_WORDS[status];
  const troubled = status === 'DOWN' || status === 'DEGRADED';
  return (
    <NavLink
      to={route}
      end
      className={styles.navLink}
      data-palette={palette}
      onPointerEnter={() => preloadPage(name)}
      onFocus={() => preloadPage(name)}
    >
      <span className={styles.navMark}>
        <SystemMark name={name} size={18} />
        {troubled && (
          <span className={styles.navDot}>
            <StatusDot tone={tone} />
          </span>
        )}
      </span>
      {title}
      {troubled && <span className="visually-hidden"> ({word.toLowerCase()})</span>}
    </NavLink>
  );
}

function ThemeToggle() {
  const theme = useTheme();
  const next = theme === 'dark' ? 'light' : 'dark';
  return (
    <button
      type="button"
      className={styles.toggle}
      onClick={toggleTheme}
      aria-label={`Use the ${next} theme`}
      title={`Use the ${next} theme`}
    >
      {theme === 'dark' ? <Sun size={16} aria-hidden="true" /> : <Moon size={16} aria-hidden="true" />}
    </button>
  );
}

/** A new page begins at its top, with the focus on its content for screen readers; a changed filter moves nothing. */
function useScrollToTop(): void {
  const { pathname } = useLocation();
  const first = useRef(true);
  useEffect(() => {
    if (first.current) {
      first.current = false;
      return;
    }
    scrollTo({ top: 0 });
    document.getElementById('content')?.focus({ preventScroll: true });
  }, [pathname]);
}
