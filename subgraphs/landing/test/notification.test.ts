import { randomUUID } from 'node:crypto';
import type { Caller } from '@wissil/platform/auth';
import { waitFor } from '@wissil/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LandingWithPeople, type Person, startLandingWithPeople } from './people.ts';

interface Notice {
  id: string;
  severity: string;
  title: string;
  message: string;
  link: string | null;
  readAt: string | null;
}

let scene: LandingWithPeople;
beforeAll(async () => {
  scene = await startLandingWithPeople();
});
afterAll(() => scene[Symbol.asyncDispose]());

const publish = async (subject: string, payload: unknown, id: string = randomUUID()): Promise<string> => {
  await scene.landing.bus.publish([{ id, subject, source: 'test', occurredAt: new Date().toISOString(), payload }]);
  return id;
};

const FIELDS = 'id severity title message link readAt';

async function inbox({ caller }: Person): Promise<{ unreadCount: number; totalCount: number; nodes: Notice[] }> {
  const { data, errors } = await scene.landing.query<{
    notifications: { unreadCount: number; totalCount: number; edges: { node: Notice }[] };
  }>(`{ notifications(first: 50) { unreadCount totalCount edges { node { ${FIELDS} } } } }`, undefined, caller);
  expect(errors).toBeUndefined();
  const { edges, ...counts } = data.notifications;
  return { ...counts, nodes: edges.map(({ node }) => node) };
}

const untilTold = (person: Person, title: string) =>
  waitFor(async () => (await inbox(person)).nodes.find((notice) => notice.title === title), { what: `${title} for ${person.name}` });

const failure = (further: object = {}) => ({
  system: 'ignis',
  operation: 'build of Aurora',
  subject: 'bld_1',
  message: 'The disk is full.',
  remedy: 'Make room, then start the build again.',
  attempts: 3,
  requestedBy: null,
  ...further,
});

const tell = (recipient: string, title: string, further: object = {}) =>
  publish('user.notified', { recipient, title, message: 'Staging has 1.4.0.', link: '/waypoint', ...further });

describe('what somebody is told', () => {
  it('[FLOW-2] a failure is kept, and told to every administrator and to who asked for the work, once however often it comes', async () => {
    const [admin, other, asked, engineer, gone] = await Promise.all([
      scene.person('ADMIN'),
      scene.person('ADMIN'),
      scene.person('ENGINEER'),
      scene.person('ENGINEER'),
      scene.person('ADMIN', { status: 'DISABLED' }),
    ]);
    const payload = failure({ operation: 'build of Nebula', requestedBy: asked.id });
    const id = await publish('error.critical', payload);
    const title = 'IGNIS gave up: build of Nebula';
    for (const person of [admin, other, asked])
      expect(await untilTold(person, title)).toMatchObject({
        severity: 'CRITICAL',
        message: 'The disk is full. Make room, then start the build again.',
        link: '/ignis',
        readAt: null,
      });
    const { rows } = await scene.sql.query('SELECT system, operation, attempts, requested_by FROM failure WHERE id = $1', [id]);
    expect(rows).toEqual([{ system: 'ignis', operation: 'build of Nebula', attempts: 3, requested_by: asked.id }]);

    await publish('error.critical', payload, id);
    await publish('error.critical', failure({ operation: 'marker' }));
    await untilTold(admin, 'IGNIS gave up: marker');
    expect((await inbox(admin)).nodes.filter((notice) => notice.title === title)).toHaveLength(1);
    expect((await inbox(engineer)).totalCount).toBe(0);
    const forGone = await scene.sql.query('SELECT 1 FROM notification WHERE user_id = $1', [gone.id]);
    expect(forGone.rowCount).toBe(0);
  });

  it('[FLOW-2] who asked for the work and is an administrator is told once', async () => {
    const admin = await scene.person('ADMIN');
    await publish('error.critical', failure({ operation: 'own', requestedBy: admin.id }));
    await untilTold(admin, 'IGNIS gave up: own');
    expect((await inbox(admin)).nodes.filter(({ title }) => title.endsWith('own'))).toHaveLength(1);
  });

  it('[FLOW-2] what is not as agreed is skipped, and keeps nothing behind it waiting', async () => {
    const person = await scene.person('ENGINEER');
    for (const payload of [null, 'x', {}, failure({ attempts: 'many' }), failure({ message: '' })])
      await publish('error.critical', payload);
    await tell('usr_nobody', 'for nobody');
    await tell(person.id, '');
    await tell(person.id, `after \0 all ${'x'.repeat(3_000)}`);
    const told = await waitFor(async () => (await inbox(person)).nodes[0]);
    expect((await inbox(person)).totalCount).toBe(1);
    expect(told.title).toMatch(/^after \uFFFD all x{400,500}…$/);
  });

  it('[WAY-1] what everybody who may decide has to know reaches each of them but one, once, as it happens, and nobody else', async () => {
    const [asked, admin, gone, invited, engineer, designer] = await Promise.all([
      scene.person('ADMIN'),
      scene.person('ADMIN'),
      scene.person('ADMIN', { status: 'DISABLED' }),
      scene.person('ADMIN', { status: 'INVITED' }),
      scene.person('ENGINEER'),
      scene.person('DESIGNER'),
    ]);
    const heard: string[] = [];
    const listening = await scene.landing.bus.subscribe('notification.>', ({ subject }) => void heard.push(subject));
    const production = { permission: 'deployment.production', except: asked.id, title: 'for production', message: '', link: '/waypoint' };
    const id = await publish('user.permitted.notified', production);
    await publish('user.permitted.notified', production, id);
    for (const wrong of [{ permission: 'deployment.nothing' }, { permission: null }, { title: '' }])
      await publish('user.permitted.notified', { ...production, ...wrong });
    await publish('user.permitted.notified', { ...production, permission: 'deployment.approve', except: null, title: 'for staging' });
    for (const person of [asked, admin, engineer]) await untilTold(person, 'for staging');
    const heardOf = (person: Person) => heard.filter((subject) => subject === `notification.${person.id}.received`).length;
    await waitFor(() => heardOf(admin) === 2 && heardOf(asked) === 1 && heardOf(engineer) === 1);
    await listening.stop();
    const titles = async (person: Person) => (await inbox(person)).nodes.map(({ title }) => title).reverse();
    expect(await titles(admin)).toEqual(['for production', 'for staging']);
    expect(await titles(asked)).toEqual(['for staging']);
    expect(await titles(engineer)).toEqual(['for staging']);
    expect(await titles(designer)).toEqual([]);
    const others = await scene.sql.query('SELECT 1 FROM notification WHERE user_id = ANY($1)', [[gone.id, invited.id]]);
    expect(others.rowCount).toBe(0);
  });

  it('[FLOW-2] a link is a place of this client, or an address of the web', async () => {
    const person = await scene.person('DESIGNER');
    const links = ['/waypoint?run=1', 'https://example.org/x', 'javascript:alert(1)', '//evil.example', '/\\evil.example', null];
    for (const [index, link] of links.entries()) await tell(person.id, `link ${index}`, { link });
    await untilTold(person, `link ${links.length - 1}`);
    expect((await inbox(person)).nodes.map(({ link }) => link).reverse()).toEqual([links[0], links[1], null, null, null, null]);
  });
});

describe('one’s own notifications', () => {
  it('[AUTH-2] are seen, marked and heard of by nobody else', async () => {
    const [ada, bob] = await Promise.all([scene.person('ENGINEER'), scene.person('ADMIN')]);
    const published: { subject: string; payload: unknown }[] = [];
    const listening = await scene.landing.bus.subscribe(
      'notification.>',
      ({ subject, payload }) => void published.push({ subject, payload }),
    );
    await tell(ada.id, 'for Ada');
    const notice = await untilTold(ada, 'for Ada');
    await waitFor(() => published.length > 0);
    // What travels names it, and says nothing of it.
    expect(published).toEqual([{ subject: `notification.${ada.id}.received`, payload: { id: notice.id } }]);
    await listening.stop();

    expect((await inbox(bob)).nodes.map(({ title }) => title)).not.toContain('for Ada');
    const entity = (caller: Caller) =>
      scene.landing.query(
        'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Notification { title } } }',
        { r: [{ __typename: 'Notification', id: notice.id }] },
        caller,
      );
    expect((await entity(bob.caller)).data).toEqual({ _entities: [null] });
    expect((await entity(ada.caller)).data).toEqual({ _entities: [{ title: 'for Ada' }] });
    expect(await scene.mutate('markNotificationsRead', { ids: [notice.id] }, bob.caller)).toMatchObject({ count: 0 });
    expect((await inbox(ada)).unreadCount).toBe(1);
  });

  it('[FLOW-2] become read: those that are named, or all', async () => {
    const person = await scene.person('ENGINEER');
    for (const title of ['one', 'two', 'three']) await tell(person.id, title);
    await untilTold(person, 'three');
    const [three, two] = (await inbox(person)).nodes as [Notice, Notice, Notice];
    expect(await scene.mutate('markNotificationsRead', { ids: [three.id, 'ntf_nothing'] }, person.caller)).toMatchObject({ count: 1 });
    expect(await inbox(person)).toMatchObject({
      unreadCount: 2,
      totalCount: 3,
      nodes: [{ readAt: expect.anything() as unknown }, { readAt: null }, { readAt: null }],
    });
    expect(await scene.mutate('markNotificationsRead', { ids: Array.from({ length: 201 }, () => two.id) }, person.caller)).toMatchObject({
      __typename: 'InvalidInputError',
    });
    expect(await scene.mutate('markNotificationsRead', {}, person.caller)).toMatchObject({ count: 2 });
    expect((await inbox(person)).unreadCount).toBe(0);
  });
});
