import { startNats, waitFor } from '@wissil/testkit';
import { describe, expect, it } from 'vitest';
import { startLiveGateway } from './testing/live-gateway.ts';
import { SocketClient } from './testing/socket-client.ts';
import { openNatsBus } from './testing/test-bus.ts';

describe('an outage of NATS', () => {
  it('[SHAPE-2] leaves the subscribers where they are; events flow again afterwards', async () => {
    await using nats = await startNats();
    await using opened = openNatsBus(nats.url);
    await using gateway = await startLiveGateway({ bus: opened.bus });
    await using client = await SocketClient.connect(gateway.webSocketUrl);
    client.subscribe('a', 'subscription { systemChanged { id seenBy } }');
    await waitFor(() => gateway.subscriptions.stats().opening === 0 && gateway.subscriptions.stats().subscribers === 1);
    await gateway.publish({ id: 'before', name: '' });
    expect(await client.next()).toMatchObject({ payload: { data: { systemChanged: { id: 'before', seenBy: 'ADMIN' } } } });

    await nats.kill();
    await nats.restart();
    // Live delivery is at most once: what is published before NATS has the subscription back is lost to it.
    let received: unknown;
    void client.next().then((message) => (received = message));
    await waitFor(
      async () => {
        await gateway.publish({ id: 'after', name: '' });
        return received;
      },
      { timeout: 15_000, what: 'an event after the outage' },
    );
    expect(received).toMatchObject({ type: 'next', id: 'a', payload: { data: { systemChanged: { id: 'after' } } } });
    expect(gateway.subscriptions.stats()).toMatchObject({ sockets: 1, subscribers: 1, groups: 1, subjects: 1 });
  });
});
