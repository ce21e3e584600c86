import { cacheExchange } from '@urql/exchange-graphcache';
import { Client, fetchExchange, subscriptionExchange } from 'urql';
import { sessionExchange } from '../session/session-exchange.ts';
import { cacheKeys, possibleTypes } from './cache-keys.ts';
import { cacheUpdates } from './cache-updates.ts';
import { liveConnection } from './live-connection.ts';
import { documentId, trustedDocumentsExchange } from './trusted-documents.ts';

/** The page's client of the supergraph: normalized cache, trusted documents by POST, subscriptions over graphql-ws. */
export const client = new Client({
  url: '/graphql',
  preferGetMethod: false,
  // The header cannot be set across origins without a preflight, which the gateway refuses: a foreign page cannot act for the user.
  fetchOptions: { headers: { 'x-wissil-client': 'web' } },
  exchanges: [
    cacheExchange({ keys: cacheKeys, updates: cacheUpdates, possibleTypes }),
    sessionExchange,
    trustedDocumentsExchange,
    subscriptionExchange({
      forwardSubscription: (body, operation) => ({
        subscribe: (sink) => {
          const id = documentId(operation.query);
          const payload = { ...body, query: '', documentId: id, extensions: { persistedQuery: { version: 1, sha256Hash: id } } };
          return { unsubscribe: liveConnection.subscribe(payload, sink) };
        },
      }),
    }),
    fetchExchange,
  ],
});
