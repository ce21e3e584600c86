import { describe, expect, it } from 'vitest';
import { parseConfig } from './config.ts';

describe('the configuration', () => {
  it('listens on 8080 of this machine alone unless it is told otherwise', () => {
    expect(parseConfig({}).listen).toEqual({ port: 8080, host: '127.0.0.1' });
    expect(parseConfig({ PORT: '3000', HOST: '0.0.0.0' }).listen).toEqual({ port: 3000, host: '0.0.0.0' });
  });

  it('takes the path of a socket as a port', () => {
    expect(parseConfig({ PORT: '/run/service.sock' }).listen).toEqual({ path: '/run/service.sock' });
  });
  // [if database.postgresql]

  it('refuses an address that is not one, and names the setting', () => {
    expect(() => parseConfig({ DATABASE_URL: 'mysql://here' })).toThrow(/^DATABASE_URL: /);
  });
  // [end]
});
