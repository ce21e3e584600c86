import { askGraph, startSupergraph, type Supergraph, waitFor } from '@wissil/testkit';
import { expect, test } from 'vitest';
import { cookieOf, type HeldAccess, holdAccess } from '../src/held-access.ts';
import { type LiveConnection, openEverywhere } from '../src/live-connection.ts';
import { type AccessWatch, type Verdict, watchAccess, type Watched } from './access-watch.ts';

/** AUTH: what is withdrawn is gone everywhere within so long. */
const WITHIN_MS = 5_000;

/** Longer than an answer of LANDING about somebody is remembered: what was withdrawn does not come back. */
const AFTERWARDS_MS = 2_500;

type Kind = 'session' | 'token';

/** What is done to somebody, and what becomes of their session and their token then. */
const WITHDRAWALS: readonly {
  what: string;
  mutation: (held: HeldAccess) => { field: string; input: Record<string, string> };
  becomes: Record<Kind, Verdict>;
}[] = [
  {
    what: 'is disabled',
    mutation: ({ userId }) => ({ field: 'disableUser', input: { id: userId } }),
    becomes: { session: 'UNAUTHENTICATED', token: 'UNAUTHENTICATED' },
  },
  {
    what: 'is signed out by an administrator',
    mutation: ({ userId }) => ({ field: 'endUserSessions', input: { id: userId } }),
    becomes: { session: 'UNAUTHENTICATED', token: 'allowed' },
  },
  {
    what: 'has the token revoked',
    mutation: ({ tokenId }) => ({ field: 'revokeAccessToken', input: { id: tokenId } }),
    becomes: { session: 'allowed', token: 'UNAUTHENTICATED' },
  },
  {
    what: 'is a designer now',
    mutation: ({ userId }) => ({ field: 'changeUserRole', input: { id: userId, role: 'DESIGNER' } }),
    becomes: { session: 'FORBIDDEN', token: 'FORBIDDEN' },
  },
];

/** Of a designer: neither role nor account stands in the way of it. */
const STILL_ALLOWED = 'tokens at slate';

test.for(['together', 'processes'] as const)(
  '[AUTH-1] [AUTH-2] [AUTH-4] whose access is withdrawn is refused within five seconds, on every port and every open connection (%s)',
  { timeout: 180_000 },
  async (topology) => {
    await using supergraph = await startSupergraph({ topology, env: { LOG_LEVEL: 'error' } });
    // Somebody who stays: the last administrator cannot be disabled, and tokens are revoked by people alone.
    const administrator = cookieOf(await supergraph.session('ADMIN'));
    for (const { what, mutation, becomes } of WITHDRAWALS) {
      const held = await holdAccess(supergraph, 'ADMIN');
      await using open = await openAll(supergraph, held);
      const { field, input } = mutation(held);
      const type = `${field[0]?.toUpperCase()}${field.slice(1)}`;
      const begun = performance.now();
      const { data, errors } = await askGraph<Record<string, { __typename: string }>>(
        `${supergraph.gatewayUrl}/graphql`,
        `mutation ($input: ${type}Input!) { ${field}(input: $input) { __typename ... on Error { code message } } }`,
        { variables: { input }, headers: administrator },
      );
      expect([errors, data[field]?.__typename]).toEqual([undefined, field === 'revokeAccessToken' ? 'AccessToken' : 'User']);

      const slowest = { ask: 0, connection: 0 };
      for (const kind of ['session', 'token'] as const) {
        const { watched } = open.watches[kind];
        const expected = (place: Watched) =>
          becomes[kind] === 'FORBIDDEN' && place.name.endsWith(STILL_ALLOWED) ? 'allowed' : becomes[kind];
        await waitFor(() => watched.every((place) => place.verdict === expected(place)), {
          timeout: WITHIN_MS,
          what: `every port to say ${becomes[kind]} to the ${kind} of who ${what}`,
        }).catch((error: unknown) => {
          throw new Error(JSON.stringify(watched.filter((place) => place.verdict !== expected(place))), { cause: error });
        });
        if (becomes[kind] === 'allowed') continue;
        await waitFor(() => open.connections[kind].every(({ ending }) => ending), { timeout: WITHIN_MS, what: `the connections to end` });
        expect(open.connections[kind].map(({ name, ending }) => [name, ending?.how])).toEqual(
          open.connections[kind].map(({ name }) => [name, becomes[kind]]),
        );
        slowest.ask = Math.max(slowest.ask, ...watched.filter((place) => expected(place) !== 'allowed').map(({ since }) => since - begun));
        slowest.connection = Math.max(slowest.connection, ...open.connections[kind].map(({ ending }) => (ending?.at ?? Infinity) - begun));
      }
      process.stdout.write(
        `${topology}: who ${what} was refused by ${slowest.ask.toFixed(0)} ms at every port, and by ${slowest.connection.toFixed(0)} ms on every open connection\n`,
      );
      expect(Math.max(slowest.ask, slowest.connection)).toBeLessThanOrEqual(WITHIN_MS);

      await waitFor(() => performance.now() - begun > slowest.ask + AFTERWARDS_MS, { timeout: 2 * AFTERWARDS_MS });
      for (const kind of ['session', 'token'] as const) {
        const stays = becomes[kind] === 'allowed';
        for (const { name, verdict, before } of open.watches[kind].watched) {
          const same = stays || (becomes[kind] === 'FORBIDDEN' && name.endsWith(STILL_ALLOWED));
          expect([name, verdict, before], 'it neither wavers nor comes back').toEqual(
            same ? [name, 'allowed', []] : [name, becomes[kind], ['allowed']],
          );
        }
        if (stays) expect(open.connections[kind].filter(({ ending }) => ending)).toEqual([]);
      }
    }
  },
);

/** Everything that can be open with the session and the token; resolves when all of it has been allowed. */
async function openAll(supergraph: Supergraph, { headers }: HeldAccess) {
  const query = 'subscription { auditEntryAdded { id } }';
  const open = (name: Kind) => openEverywhere(supergraph, { name, headers: headers[name], query });
  const connections: Record<Kind, LiveConnection[]> = { session: await open('session'), token: await open('token') };
  const watch = (name: Kind) => watchAccess(supergraph, name, headers[name]);
  const watches: Record<Kind, AccessWatch> = { session: watch('session'), token: watch('token') };
  await waitFor(() => [...watches.session.watched, ...watches.token.watched].every(({ verdict }) => verdict === 'allowed'), {
    timeout: 15_000,
    what: 'everything to be allowed at first',
  });
  return {
    connections,
    watches,
    async [Symbol.asyncDispose]() {
      for (const connection of [...connections.session, ...connections.token]) connection.close();
      await Promise.all(Object.values(watches).map((each) => each[Symbol.asyncDispose]()));
    },
  };
}
