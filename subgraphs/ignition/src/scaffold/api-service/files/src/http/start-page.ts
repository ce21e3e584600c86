import { project } from '../project.ts';
import { escapeHtml, htmlPage } from './html.ts';

const ENDPOINTS: readonly { path: string; title: string; text: string }[] = [
  { path: '/api/items', title: 'Items', text: 'List, create, read, change and delete, as JSON.' },
  // [if apiStyle.graphql]
  { path: '/graphql', title: 'GraphQL', text: 'The same items, as a subgraph of a federated graph.' },
  // [else]
  { path: '/openapi.json', title: 'OpenAPI', text: 'What the service answers, for people and generators.' },
  // [end]
  { path: project.healthPath, title: 'Health', text: 'Whether it is well, and where it keeps its items.' },
  // [if features.metrics]
  { path: '/metrics', title: 'Metrics', text: 'Requests, durations and memory, for Prometheus.' },
  // [end]
];

/** What somebody sees who opens the service in a browser. */
export function startPage(): string {
  const cards = ENDPOINTS.map(
    ({ path, title, text }) => `
      <li><a class="card" href="${escapeHtml(path)}">
        <h2>${title}</h2>
        <p>${text}</p>
        <code>${escapeHtml(path)}</code>
      </a></li>`,
  ).join('');
  return htmlPage(
    project.name,
    `
    <header>
      <p class="eyebrow">Up and running</p>
      <h1>${escapeHtml(project.name)}</h1>
      <p class="lead">${escapeHtml(project.description ?? 'A typed service that validates what it is given and says what is wrong with it.')}</p>
    </header>
    <ul class="cards">${cards}
    </ul>`,
  );
}
