import { ACTIONS, type Action, isPersonal, ROLES } from '@wissil/platform/auth';
import { SUBGRAPH_NAMES } from '@wissil/platform/subgraph';
import { askGraph, type GraphError, startSupergraph, type Supergraph, testCaller, waitFor } from '@wissil/testkit';
import { type GraphQLArgument, isObjectType } from 'graphql';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openSocket, openStream } from '../src/live-connection.ts';
import { createProject, generateComponent, recordDeployment, startBuild } from '../src/operations.ts';
import { type Actor, everybody, some } from './actors.ts';
import { Contract, type Field, restAddresses } from './contract.ts';
import { type EffectiveMutation, effectiveMutations, ON_ONE_OF_EACH } from './effective-mutations.ts';
import { fingerprint } from './fingerprint.ts';
import { argumentsOf, type Asked, DEEPEST, literalOf, selectionOf, textOf } from './generated-selection.ts';
import { Judge } from './judge.ts';
import { mutationsOfOneOfEach } from './mutations-of-one-of-each.ts';
import { makeOneOfEach, type OneOfEach } from './one-of-each.ts';
import { type Stranger, strangers } from './strangers.ts';

const contract = new Contract();

/** Types that only mutations or subscriptions answer with, and what every answer may hold. */
const ELSEWHERE =
  /Error$|^(Query|Mutation|Subscription|Invitation|CreatedAccessToken|EndedSessions|AuditVerification|ReadNotifications|BuildLogChunk)$/;

/** Types of which only `makeOneOfEach` makes something. Without it, the fields that lead to them are judged like all others. */
const ONE_OF_EACH = new Set([
  ...['Approval', 'Artifact', 'BuildComparison', 'BuildOptimisation', 'BuildOutput', 'BuildOutputDelta'],
  ...['BuildOutputTotal', 'BuildPhaseDelta', 'BuildSuggestion', 'BuildTrendPoint', 'ComponentPreviewProblem'],
  ...['DeploymentActor', 'DeploymentCheck', 'DeploymentRuntime', 'DevEnvironmentProblem', 'EnvironmentFile'],
  ...['GenerationFailure', 'PatternMatch', 'PipelineFailure', 'PipelineRun', 'PipelineStage', 'Preview'],
  ...['PreviewStory', 'Release'],
]);

/**
 * Fields that lead where one needs something else, and must not be null: who lacks it and asks for them loses what holds them too. Of the
 * roles, each has both permissions or neither; an access token with one of the two scopes meets it.
 */
const COSTLY = ['DevEnvironment.project', 'PatternMatch.pattern', 'Project.template', 'Template.projects'];

describe.each([
  { topology: 'together', cast: everybody, whole: true, atLeast: 30_000, costly: COSTLY },
  // The same rules hold across processes; what takes long to make is left out.
  { topology: 'processes', cast: some, whole: false, atLeast: 8_000, costly: [] },
] as const)('who may do what ($topology)', ({ topology, cast, whole, atLeast, costly }) => {
  let supergraph: Supergraph;
  let actors: Actor[];
  let administrator: Actor;
  let outsiders: Stranger[];
  let mutations: EffectiveMutation[];
  let made: OneOfEach | undefined;
  const isMade = (type: string) => whole || !ONE_OF_EACH.has(type);
  const judge = new Judge(contract);

  beforeAll(async () => {
    supergraph = await startSupergraph({ topology, env: { LOG_LEVEL: 'error' } });
    // Before anything happens that people are told of.
    actors = await cast(supergraph);
    administrator = actors.find(({ who }) => who === 'a person, ADMIN') as Actor;
    if (whole) [made, mutations] = await Promise.all([makeOneOfEach(supergraph, 'Authorized'), effectiveMutations(supergraph)]);
    const project = made?.project ?? (await createProject(supergraph, 'Authorized')).id;
    const build = await startBuild(supergraph, project);
    await recordDeployment(supergraph, { project, build: build.id, version: '1.0.0' });
    if (made) mutations.push(...mutationsOfOneOfEach(supergraph, made));
    else {
      await generateComponent(supergraph, 'A button that saves');
      mutations = await effectiveMutations(supergraph);
    }
    await expect(createProject(supergraph, 'Never Made', { tokenSet: 'there-is-none' })).rejects.toThrow('there-is-none');
    outsiders = await strangers(supergraph);
    await waitFor(() => settled(supergraph), { timeout: 180_000, what: 'everything to be built and registered' });
  }, 360_000);

  afterAll(() => supergraph?.[Symbol.asyncDispose]());

  const ask = <Data>({ headers }: Pick<Actor, 'headers'>, query: string) =>
    askGraph<Data>(`${supergraph.gatewayUrl}/graphql`, query, { headers });

  const mutate = async (actor: Actor, { field }: EffectiveMutation, input: object) => {
    const type = (contract.roots('Mutation').find(({ name }) => name === field) as Field).args[0]?.type;
    const query = `mutation ($input: ${type}) { answer: ${field}(input: $input) { __typename ... on ForbiddenError { permission } ... on Error { code message } } }`;
    const options = { variables: { input }, headers: actor.headers };
    const { data, errors } = await askGraph<{ answer: Record<string, string> } | null>(`${supergraph.gatewayUrl}/graphql`, query, options);
    return data?.answer ?? { __typename: JSON.stringify(errors) };
  };

  const missing = (actor: Actor, { field, besides }: EffectiveMutation): Action[] => {
    const needs = contract.needs('Mutation', contract.roots('Mutation').find(({ name }) => name === field) as Field);
    return [...needs, ...(besides ? [besides] : [])].filter((action) => !actor.permissions.has(action));
  };

  /** Returns how many callers were. */
  const expectDenied = async (mutation: EffectiveMutation, input: object): Promise<number> => {
    const denied = actors.filter((actor) => missing(actor, mutation).length > 0);
    const answers = await Promise.all(denied.map((actor) => mutate(actor, mutation, input)));
    for (const [index, actor] of denied.entries()) {
      const lacks = missing(actor, mutation);
      expect([actor.who, mutation.field, answers[index]]).toMatchObject([
        actor.who,
        mutation.field,
        // That a token is somebody else's is not told to who may not know whose it is.
        mutation.besides === 'user.manage' && lacks.length === 1
          ? { __typename: expect.stringMatching(/^(ForbiddenError|NotFoundError)$/) as string }
          : { __typename: 'ForbiddenError', permission: expect.toBeOneOf(lacks) as string },
      ]);
    }
    return denied.length;
  };

  test('[AUTH-2] [AUTH-3] [AUTH-4] [AUTH-5] every field of the graph, two objects deep: nothing that is denied, and all that is allowed', async () => {
    const questions = await questionsOf(supergraph, made);
    for (const { asked, query } of questions) judge.learn(asked, await ask(administrator, query));
    for (const actor of actors)
      await Promise.all(questions.map(async ({ asked, query }) => judge.judge(actor, asked, await ask(actor, query))));
    process.stdout.write(`${topology}: ${judge.cases} fields judged for ${actors.length} callers\n`);
    expect(judge.faults.slice(0, 20)).toEqual([]);
    expect(judge.cases).toBeGreaterThan(atLeast);
    expect([...judge.lost].sort()).toEqual(costly);
  });

  test('[AUTH-2] and there is no field that was not looked at', () => {
    const fields = Object.values(contract.schema.getTypeMap())
      .filter(
        (type) => isObjectType(type) && !type.name.startsWith('__') && !ELSEWHERE.test(type.name) && isMade(type.name.replace(/Edge$/, '')),
      )
      .flatMap((type) => (isObjectType(type) ? Object.keys(type.getFields()).map((name) => `${type.name}.${name}`) : []));
    expect(fields.filter((field) => !judge.seen.has(field))).toEqual([]);
  });

  test('[AUTH-2] [AUTH-3] [AUTH-4] [AUTH-5] [AUTH-6] every mutation: what is denied changes nothing, and what is allowed does', async () => {
    const tried = new Set(mutations.map(({ field }) => field));
    const others = contract.roots('Mutation').filter(({ name }) => !tried.has(name));
    expect(others.map(({ name }) => name).sort(), 'an input with which each of them works').toEqual(whole ? [] : ON_ONE_OF_EACH.toSorted());
    const before = await fingerprint(supergraph);
    let denied = 0;
    for (const mutation of mutations) denied += await expectDenied(mutation, mutation.input);
    for (const actor of actors) {
      for (const field of others) {
        const lacks = contract.needs('Mutation', field).filter((action) => !actor.permissions.has(action));
        if (lacks.length === 0) continue;
        const input = literalOf((field.args[0] as GraphQLArgument).type);
        const { data } = await ask<{ answer: object } | null>(
          actor,
          `mutation { answer: ${field.name}(input: ${input}) { __typename ... on ForbiddenError { permission } } }`,
        );
        denied += 1;
        const refusal = { __typename: 'ForbiddenError', permission: expect.toBeOneOf(lacks) as string };
        expect([actor.who, field.name, data?.answer]).toEqual([actor.who, field.name, refusal]);
      }
    }
    expect(await fingerprint(supergraph)).toEqual(before);

    let allowed = 0;
    for (const actor of actors) {
      for (const field of contract.roots('Mutation')) {
        if (!contract.needs('Mutation', field).every((action) => actor.permissions.has(action))) continue;
        const input = field.args[0] ? literalOf(field.args[0].type) : '{}';
        const { data, errors } = await ask<{ answer: { __typename: string } } | null>(
          actor,
          `mutation { answer: ${field.name}(input: ${input}) { __typename } }`,
        );
        allowed += 1;
        expect([actor.who, field.name, errors, data?.answer.__typename === 'ForbiddenError']).toEqual([
          actor.who,
          field.name,
          undefined,
          false,
        ]);
      }
    }
    process.stdout.write(`${topology}: ${denied} mutations denied, ${allowed} allowed\n`);
  });

  test('[AUTH-2] [AUTH-3] [AUTH-4] [AUTH-5] every subscription, over WebSocket and as a stream of events', async () => {
    for (const actor of actors) {
      for (const field of contract.roots('Subscription')) {
        const allowed = contract.needs('Subscription', field).every((action) => actor.permissions.has(action));
        const query = `subscription { ${field.name}${argumentsOf(field)} { __typename } }`;
        const opened = { name: `${actor.who}, ${field.name}`, url: `${supergraph.gatewayUrl}/graphql`, headers: actor.headers, query };
        for (const open of [openSocket, openStream]) {
          const connection = await open(opened);
          if (!allowed) await waitFor(() => connection.ending, { what: `${opened.name} to be refused` });
          expect([opened.name, open.name, connection.ending?.how]).toEqual([opened.name, open.name, allowed ? undefined : 'FORBIDDEN']);
          connection.close();
        }
      }
    }
  });

  test('[AUTH-2] [AUTH-3] [AUTH-4] [AUTH-5] every REST route', async () => {
    const addresses = restAddresses();
    expect(addresses.length).toBeGreaterThan(2);
    for (const actor of actors) {
      for (const { system, method, path, needs } of addresses) {
        const { status, text } = await answerOf(supergraph.urls[system] + path, { method, headers: actor.headers });
        const allowed = actor.permissions.has(needs);
        expect([actor.who, method, path, status === 403]).toEqual([actor.who, method, path, !allowed]);
        expect(status).not.toBe(401);
        if (!allowed)
          expect(JSON.parse(text)).toEqual({
            errors: [{ message: expect.any(String), extensions: { code: 'FORBIDDEN', permission: needs } }],
          });
      }
    }
  });

  test('[AUTH-2] [AUTH-3] [AUTH-4] [AUTH-5] every entity that there is, asked of its subgraph as the gateway does', async () => {
    const callers = [...ROLES.map((role) => testCaller(role)), ...ACTIONS.map((action) => testCaller('ADMIN', [action]))];
    const signed = await Promise.all(callers.map(async (caller) => ({ caller, headers: await supergraph.signed(caller) })));
    for (const name of SUBGRAPH_NAMES) {
      for (const { type, needs } of contract.entities(name)) {
        const made = isMade(type);
        const id = judge.ids.get(type) ?? 'nothing';
        expect([type, id === 'nothing'], 'one has been seen').toEqual([type, !made]);
        for (const { caller, headers } of signed) {
          const { data, errors } = await askGraph<{ _entities: unknown[] }>(
            `${supergraph.urls[name]}/subgraph`,
            'query ($r: [_Any!]!) { _entities(representations: $r) { __typename } }',
            { variables: { r: [{ __typename: type, id }] }, headers },
          );
          const allowed = caller.permissions.has(needs);
          // Somebody else's is as if it were not there, but for who sees all people.
          if (allowed && isPersonal(needs)) {
            const mayBeThere = caller.permissions.has('user.read') ? [null, { __typename: type }] : [null];
            expect([name, type, caller.scope, data._entities[0], codesOf(errors)]).toEqual([
              name,
              type,
              caller.scope,
              expect.toBeOneOf(mayBeThere),
              [],
            ]);
            continue;
          }
          expect([name, type, caller.scope, data._entities, codesOf(errors)]).toEqual(
            allowed
              ? [name, type, caller.scope, [made ? { __typename: type } : null], []]
              : [name, type, caller.scope, [null], ['FORBIDDEN']],
          );
        }
      }
    }
  });

  describe('who is nobody, or nobody any more, is answered nowhere', () => {
    test('[AUTH-1] the graph on every port: no field, no introspection, no type name, no mutation, no stream', async () => {
      const documents = [
        '{ __typename }',
        '{ __schema { types { name } } }',
        ...contract.roots('Query').map((field) => `{ ${textOf(selectionOf(contract, 'Query', field, 0))} }`),
        ...contract.roots('Mutation').map((field) => `mutation { ${field.name}(input: {}) { __typename } }`),
      ];
      let refused = 0;
      for (const { who, headers } of outsiders) {
        for (const [port, url] of Object.entries({ gateway: supergraph.gatewayUrl, ...supergraph.urls })) {
          // All ports lead to the same gateway: what is refused in full at its own needs no more than a sample at the others.
          for (const query of port === 'gateway' ? documents : documents.filter((_document, index) => index % 10 === 0)) {
            const { status, text } = await answerOf(`${url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query }) });
            const body = JSON.parse(text) as { data?: unknown; errors: GraphError[] };
            expect([who, port, query, status, body.data, codesOf(body.errors)]).toEqual([
              who,
              port,
              query,
              401,
              undefined,
              ['UNAUTHENTICATED'],
            ]);
            refused += 1;
          }
          const subscription = { name: who, url: `${url}/graphql`, headers, query: 'subscription { systemHealthChanged { name } }' };
          const stream = await openStream(subscription);
          await waitFor(() => stream.ending);
          expect([who, port, stream.ending?.how]).toEqual([who, port, 'UNAUTHENTICATED']);
          await expect(openSocket(subscription), `${who} at ${port}`).rejects.toThrow('4401');
        }
      }
      process.stdout.write(`${topology}: ${refused} requests of ${outsiders.length} strangers refused\n`);
    });

    test('[AUTH-1] REST routes, and subgraphs asked directly', async () => {
      for (const { who, headers } of outsiders) {
        for (const { system, method, path } of restAddresses())
          expect([who, path, (await answerOf(supergraph.urls[system] + path, { method, headers })).status]).toEqual([who, path, 401]);
        for (const name of SUBGRAPH_NAMES)
          expect([who, name, (await answerOf(`${supergraph.urls[name]}/subgraph`, direct(headers))).status]).toEqual([who, name, 401]);
        expect([who, (await answerOf(`${supergraph.url}/internal/identities`, { method: 'POST', headers })).status]).toEqual([who, 401]);
      }
    });

    test('[AUTH-1] an identity that the gateway did not sign, at every subgraph', async () => {
      const forged = await new SignJWT({ kind: 'human', name: 'Eve', role: 'ADMIN', credential: 'ses_1', address: '' })
        .setProtectedHeader({ alg: 'HS256', typ: 'wissil-identity+jwt' })
        .setSubject('usr_eve')
        .setIssuer('wissil')
        .setAudience('wissil-subgraph')
        .setIssuedAt()
        .setExpirationTime('60s')
        .sign(new TextEncoder().encode('a key that is not that of this installation'));
      const { 'x-wissil-identity': proper = '' } = await supergraph.signed();
      const [header, , signature] = proper.split('.');
      for (const name of SUBGRAPH_NAMES) {
        const statusWith = async (token: string) =>
          (await answerOf(`${supergraph.urls[name]}/subgraph`, direct({ 'x-wissil-identity': token }))).status;
        for (const token of [forged, 'x', '', `${proper}x`, [header, forged.split('.')[1], signature].join('.')])
          expect([name, token, await statusWith(token)]).toEqual([name, token, 401]);
        expect([name, await statusWith(proper)]).toEqual([name, 200]);
      }
    });

    test('[LAND-4] but how the systems are, which probes ask, everybody may know', async () => {
      for (const url of Object.values(supergraph.urls)) expect((await answerOf(`${url}/api/health`, {})).status).toBe(200);
    });
  });

  test('[AUTH-4] and each of the inputs that were denied above does something, for who is allowed', async () => {
    for (const mutation of mutations.filter(({ field }) => !/^end(Session|OtherSessions)$/.test(field))) {
      const { field, input, live } = mutation;
      const begun = await live?.(administrator);
      // That it can still be done shows that who is denied did not do it.
      if (begun) await expectDenied(mutation, begun);
      const before = await fingerprint(supergraph);
      const answer = await mutate(administrator, mutation, begun ?? input);
      expect([field, answer]).toEqual([field, { __typename: expect.not.stringMatching(/Error/) as string }]);
      if (/^(checkSystemHealth|verifyAuditLog|verifyComponent)$/.test(field)) continue;
      expect([field, await fingerprint(supergraph)]).not.toEqual([field, before]);
    }
  });
});

/** For each root field one, or as many as it takes to see everything, and of a dry run one that would do something and one that could not be done. */
async function questionsOf(supergraph: Supergraph, made?: OneOfEach): Promise<{ asked: Asked; query: string }[]> {
  const { data } = await supergraph.graphql<{
    token: { id: string };
    tokenSets: { edges: { node: { releases: { edges: { node: { id: string } }[] } } }[] };
  }>('{ token(path: "color.white") { id } tokenSets(first: 1) { edges { node { releases(first: 2) { edges { node { id } } } } } } }');
  const release = data.tokenSets.edges[0]?.node.releases.edges[1]?.node.id;
  const preview = (value: string) => ({
    'previewTokenUpdate.input': `{ id: "${data.token.id}", value: "${value}" }`,
    'previewTokenRollBack.release': `"${release}"`,
  });
  const impossible: Readonly<Record<string, Record<string, string>>> = {
    previewTokenUpdate: preview('{no.such.token}'),
    projectPlan: { 'projectPlan.input': '{ name: "../up", template: "nextjs-application", inputs: {} }' },
  };
  return contract.roots('Query').flatMap((field) => {
    const asked = selectionOf(contract, 'Query', field, field.name === 'generation' ? DEEPEST + 1 : DEEPEST);
    const cases = [...(made?.cases[field.name] ?? [preview('{color.black}')]), impossible[field.name]].filter(
      (given) => given !== undefined,
    );
    return cases.map((given) => ({ asked, query: `{ ${textOf(asked, { ...made?.given, ...given })} }` }));
  });
}

/** Whether everything that a caller could see is there. */
async function settled(supergraph: Supergraph): Promise<boolean> {
  const { data } = await supergraph.graphql<{
    registryEntries: { totalCount: number };
    builds: { edges: { node: { status: string } }[] };
    projects: { edges: { node: { devEnvironment: { status: string } | null } }[] };
  }>(
    '{ registryEntries(first: 1) { totalCount } builds(first: 50) { edges { node { status } } } projects(first: 50) { edges { node { devEnvironment { status } } } } }',
  );
  return (
    data.registryEntries.totalCount > 8 &&
    data.builds.edges.every(({ node }) => /^(SUCCEEDED|FAILED)$/.test(node.status)) &&
    data.projects.edges.every(({ node }) => node.devEnvironment?.status === 'READY')
  );
}

function codesOf(errors: readonly GraphError[] = []): unknown[] {
  return errors.map(({ extensions }) => extensions?.['code']);
}

function direct(headers: Record<string, string>): RequestInit {
  return { method: 'POST', headers, body: '{"query":"{__typename}"}' };
}

async function answerOf(url: string, init: RequestInit): Promise<{ status: number; text: string }> {
  const posted = init.method === 'POST' ? { body: '{}', ...init, headers: { 'content-type': 'application/json', ...init.headers } } : init;
  const response = await fetch(url, posted);
  return { status: response.status, text: await response.text() };
}
