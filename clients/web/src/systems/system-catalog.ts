import type { SystemName } from './system-names.ts';

export interface SystemEntry {
  name: SystemName;
  title: string;
  /** Where its page is in this client; also the name of its palette, without the slash. */
  route: string;
  /** The palette of SLATE that its page wears: `--color-<palette>-500`. */
  palette: string;
  /** One line for its page's header; the card shows the purpose that the graph tells. */
  tagline: string;
}

export const SYSTEM_CATALOG: Readonly<Record<SystemName, SystemEntry>> = {
  WAYPOINT: {
    name: 'WAYPOINT',
    title: 'Waypoint',
    route: '/waypoint',
    palette: 'waypoint',
    tagline: 'Where every build is, on its way to the people who use it.',
  },
  IGNITION: {
    name: 'IGNITION',
    title: 'Ignition',
    route: '/ignition',
    palette: 'ignition',
    tagline: 'Start a project that already wears the tokens and knows the way to production.',
  },
  SLATE: {
    name: 'SLATE',
    title: 'Slate',
    route: '/slate',
    palette: 'slate',
    tagline: 'Luminera’s design tokens. Change one, and everything that wears it follows.',
  },
  SPARK: {
    name: 'SPARK',
    title: 'Spark',
    route: '/spark',
    palette: 'spark',
    tagline: 'Components with their source, their versions and the tokens they wear.',
  },
  IGNIS: {
    name: 'IGNIS',
    title: 'Ignis',
    route: '/ignis',
    palette: 'ignis',
    tagline: 'Every build, what it weighs and where its time went.',
  },
  LANDING: { name: 'LANDING', title: 'Landing', route: '/', palette: 'landing', tagline: 'The health of all six systems, live.' },
};
