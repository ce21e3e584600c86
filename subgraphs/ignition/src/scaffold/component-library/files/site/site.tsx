import { useEffect, useState } from 'react';
import { Button } from '../src/index.js';
import { project } from './project.js';
import { readStories } from './stories.js';

const STORIES = readStories();
const COMPONENTS = [...new Set(STORIES.map(({ component }) => component))];

/** The library as people look at it: a hero, and every story of every component. */
export function Site() {
  const [dark, setDark] = useState(() => matchMedia('(prefers-color-scheme: dark)').matches);
  useEffect(() => {
    document.documentElement.dataset.theme = dark ? 'dark' : 'light';
    document.title = project.name;
  }, [dark]);
  return (
    <>
      <header className="bar">
        <strong>{project.name}</strong>
        <nav aria-label="Components">
          {COMPONENTS.map((component) => (
            <a key={component} href={`#${component}`}>
              {component}
            </a>
          ))}
        </nav>
        <Button size="sm" variant="secondary" onClick={() => setDark(!dark)}>
          {dark ? 'Light appearance' : 'Dark appearance'}
        </Button>
      </header>
      <main>
        <section className="hero">
          <p className="eyebrow">Component library</p>
          <h1>{project.name}</h1>
          <p className="lead">
            {project.description ?? 'Components that wear your design tokens: typed, tested, and checked for everyone who uses them.'}
          </p>
          <pre>
            <code>{`import { Button, Card } from '${project.packageName}';\nimport '${project.packageName}/styles.css';`}</code>
          </pre>
        </section>
        {COMPONENTS.map((component) => (
          <section key={component} id={component} className="component">
            <h2>{component}</h2>
            <div className="stories">
              {STORIES.filter((story) => story.component === component).map(({ name, label, Story }) => (
                <figure key={name}>
                  <div className="stage">
                    <Story />
                  </div>
                  <figcaption>{label}</figcaption>
                </figure>
              ))}
            </div>
          </section>
        ))}
      </main>
    </>
  );
}
