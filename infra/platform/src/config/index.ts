export { ConfigError } from './config-error.ts';
export { connection, remote, withoutPassword, type Connection, type Embedded, type Remote } from './connection.ts';
export { parseConfig, type Environment } from './parse-config.ts';
export { platformSettings } from './platform-settings.ts';
export { Secret } from './secret.ts';
export { defineSettings, type Config, type Setting, type Settings } from './setting.ts';
export { renderSettings } from './settings-table.ts';
export { DEFAULT_PORTS, listenerSettings, subgraphPort, subgraphUrl } from './topology-settings.ts';
export * as values from './values.ts';
