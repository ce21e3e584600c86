// [if libraries.urql]
import { GraphCard } from '../graphql/graph-card.tsx';
// [end]
import { project } from '../project.ts';
// [if darkMode]
import type { Appearance } from './appearance.ts';
// [end]
import { ButtonLink } from './button.tsx';
import { Card } from './card.tsx';
// [if libraries.react-hook-form]
import { GreetingForm } from './greeting-form.tsx';
// [end]
// [if libraries.next-intl]
import { LanguageSwitch } from './language-switch.tsx';
// [end]
// [if darkMode]
import { ThemeSwitch } from './theme-switch.tsx';
// [end]
// [if libraries.recharts]
import { TrendChart } from './trend-chart.tsx';
// [end]

export interface HomeText {
  eyebrow: string;
  lead: string;
  start: string;
  health: string;
  // [if darkMode]
  appearance: Record<Appearance, string>;
  // [end]
  cards: { eyebrow: string; title: string; text: string }[];
}

/** The first page: a hero, and what there is to know in cards. */
export function Home({ text }: { text: HomeText }) {
  return (
    <>
      <header className="mx-auto flex max-w-5xl flex-wrap items-center justify-between gap-4 p-6">
        <span className="flex items-center gap-2 font-semibold">
          <span aria-hidden="true" className="size-3 rounded-full bg-accent" />
          {project.name}
        </span>
        <div className="flex flex-wrap gap-2">
          {/* [if libraries.next-intl] */}
          <LanguageSwitch />
          {/* [end] */}
          {/* [if darkMode] */}
          <ThemeSwitch labels={text.appearance} />
          {/* [end] */}
        </div>
      </header>
      <main className="mx-auto max-w-5xl px-6 pb-24">
        <section className="flex flex-col items-start gap-6 py-16 sm:py-24">
          <p className="rounded-full border border-line bg-raised px-3 py-1 text-sm font-medium text-accent-ink">{text.eyebrow}</p>
          <h1 className="max-w-3xl font-display text-4xl font-bold tracking-tight text-balance wrap-anywhere sm:text-6xl">
            {project.name}
          </h1>
          <p className="max-w-2xl text-lg text-pretty text-ink-soft">{project.description ?? text.lead}</p>
          <div className="flex flex-wrap gap-3">
            <ButtonLink href="#more">{text.start}</ButtonLink>
            <ButtonLink href={project.healthPath} variant="secondary">
              {text.health}
            </ButtonLink>
          </div>
        </section>
        <section id="more" className="grid scroll-mt-6 gap-4 sm:grid-cols-2 lg:grid-cols-3">
          {text.cards.map(({ eyebrow, title, text: body }) => (
            <Card key={title} eyebrow={eyebrow} title={title}>
              {body}
            </Card>
          ))}
          {/* [if libraries.recharts] */}
          <Card eyebrow="Recharts" title="Visits of the last week">
            <TrendChart label="Visits on each day of the last week" points={VISITS} />
          </Card>
          {/* [end] */}
          {/* [if libraries.react-hook-form] */}
          <Card eyebrow="React Hook Form" title="Say who you are">
            <GreetingForm />
          </Card>
          {/* [end] */}
          {/* [if libraries.urql] */}
          <GraphCard />
          {/* [end] */}
        </section>
      </main>
    </>
  );
}
// [if libraries.recharts]

/** To be replaced by your own figures. */
const VISITS = [
  { name: 'Mon', value: 120 },
  { name: 'Tue', value: 148 },
  { name: 'Wed', value: 139 },
  { name: 'Thu', value: 182 },
  { name: 'Fri', value: 214 },
  { name: 'Sat', value: 163 },
  { name: 'Sun', value: 171 },
];
// [end]
