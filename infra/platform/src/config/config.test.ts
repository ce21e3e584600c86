import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import {
  ConfigError,
  defineSettings,
  parseConfig,
  platformSettings,
  renderSettings,
  subgraphPort,
  subgraphUrl,
  values,
  withoutPassword,
} from './index.ts';

test('[TOPO-4] with nothing set, everything is embedded and listens on loopback', () => {
  expect(parseConfig(platformSettings, {})).toMatchObject({
    database: { kind: 'embedded' },
    redis: { kind: 'embedded' },
    nats: { kind: 'embedded' },
    dataFolder: '.data',
    host: '127.0.0.1',
    requestBodyLimit: 1_048_576,
  });
});

test('[TOPO-4] an address puts the real server in the place of the embedded part; an empty one does not', () => {
  const config = parseConfig(platformSettings, {
    DATABASE_URL: 'postgres://db/wissil',
    REDIS_URL: 'redis+sentinel://a:26379,b:26379/main',
    NATS_URL: ' ',
  });
  expect([config.database, config.redis, config.nats]).toEqual([
    { kind: 'postgres', url: 'postgres://db/wissil' },
    { kind: 'redis', url: 'redis+sentinel://a:26379,b:26379/main' },
    { kind: 'embedded' },
  ]);
});

test('[TOPO-4] each subgraph has its port of the topology, and runs in this process unless it has an address', () => {
  const settings = defineSettings({ port: subgraphPort('spark'), url: subgraphUrl('slate') });
  expect(parseConfig(settings, {})).toEqual({ port: 3003, url: undefined });
  expect(parseConfig(settings, { SPARK_PORT: '8003', SUBGRAPH_SLATE_URL: 'http://slate.lan:3001/' })).toEqual({
    port: 8003,
    url: 'http://slate.lan:3001',
  });
});

test('every setting that is wrong is named in one sentence, and no secret is repeated', () => {
  const settings = defineSettings({
    ...platformSettings,
    port: subgraphPort('slate'),
    token: { env: 'API_TOKEN', schema: values.secret, doc: 'A token.', secret: true },
  });
  const parse = () => parseConfig(settings, { SLATE_PORT: '70000', LOG_LEVEL: 'loud', DATABASE_URL: 'mysql://root:hunter2@db' });
  expect(parse).toThrow(ConfigError);
  expect(parse).toThrow(
    [
      'DATABASE_URL has a value that cannot be used: set it to an address that begins with postgres:// or postgresql://.',
      'LOG_LEVEL is "loud", but must be one of trace, debug, info, warn, error, fatal, silent.',
      'SLATE_PORT is "70000", but must be a whole number from 1 to 65535.',
      'API_TOKEN is not set: set it to a secret text.',
    ].join('\n'),
  );
});

test('printing a configuration shows no secret', () => {
  const settings = defineSettings({
    ...platformSettings,
    token: { env: 'API_TOKEN', schema: values.secret, doc: 'A token.', secret: true },
  });
  const config = parseConfig(settings, { DATABASE_URL: 'postgres://wissil:hunter2@db/wissil', API_TOKEN: 'hunter2' });
  expect(`${inspect(config)}${JSON.stringify(config)}${config.token}`).not.toContain('hunter2');
  expect(JSON.parse(JSON.stringify(config))).toMatchObject({ database: { url: 'postgres://wissil:***@db/wissil' }, token: '[secret]' });
  expect(config.token.reveal()).toBe('hunter2');
});

test.for([
  ['postgres://db/x', 'postgres://db/x'],
  ['redis://:secret@host', 'redis://:***@host'],
  ['nats://token@a:4222,nats://user:pass@b:4222', 'nats://***@a:4222,nats://user:***@b:4222'],
  ['redis+sentinel://u:p@a,b/main', 'redis+sentinel://u:***@a,b/main'],
])('the credentials of %s are masked', ([url, masked]) => {
  expect(withoutPassword(url as string)).toBe(masked);
});

test('settings render as a Markdown table, without values of the environment', () => {
  const settings = defineSettings({
    port: subgraphPort('slate'),
    mode: { env: 'MODE', schema: values.choice('a', 'b'), doc: 'a | b.', secret: true },
  });
  expect(renderSettings(settings)).toBe(
    [
      '| Setting | Value | Default | Meaning |',
      '|---|---|---|---|',
      '| `SLATE_PORT` | a whole number from 1 to 65535 | `3001` | The port of SLATE. |',
      '| `MODE` | one of a, b |  | a \\| b. Secret. |',
      '',
    ].join('\n'),
  );
});
