import { startBrowser, startSupergraph, waitFor } from '@wissil/testkit';
const s = await startSupergraph({ dataFolder: '/tmp/sdata' });
const b = await startBrowser();
try {
  const session = { url: s.url, cookie: (await s.session('ADMIN')).cookie };
  console.log('up');
  const made = await s.graphql('mutation { createProject(input: {name: "Aurora API", template: "api-service", inputs: {}}) { __typename ... on Error { message } } }');
  console.log(JSON.stringify(made.data));
  const shot = async (path: string, name: string, opts: object = {}) => {
    await using open = await b.newPage({ session, width: 1280, ...opts } as never);
    await open.page.goto(s.url + path);
    await open.page.waitForLoadState('networkidle');
    await open.page.screenshot({ path: `/tmp/shots/${name}.png`, fullPage: true });
    console.log(name, await open.accessibilityFaults(), open.takeConsoleErrors());
  };
  const project = await waitFor(async () => (await s.graphql<any>('{ projects { edges { node { id } } } }')).data?.projects?.edges[0]?.node?.id, { timeout: 20000 });
  await shot('/waypoint?project=' + project, 'waypoint-running');
  await waitFor(async () => { const r = await s.graphql<any>('query($p: ID!) { pipelineRuns(project: $p, first: 1) { edges { node { status stages { name status message } error { message } } } } }', { p: project });  const st = r.data?.pipelineRuns?.edges[0]?.node; if (st?.status === 'FAILED') console.log(st); return ['SUCCEEDED', 'FAILED'].includes(st?.status); }, { timeout: 110000 });
  await shot('/waypoint?project=' + project, 'waypoint');
  await shot('/waypoint?project=' + project, 'waypoint-dark-360', { width: 360, colorScheme: 'dark' });
  await shot('/ignis?project=' + project, 'ignis');
  await shot('/ignition', 'ignition');
  await shot('/spark', 'spark');
  await shot('/slate', 'slate');
} finally { await b[Symbol.asyncDispose](); await s[Symbol.asyncDispose](); }
