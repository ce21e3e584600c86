import { type Config, defineSettings, type Environment, listenerSettings, parseConfig, values } from '@wissil/platform/config';

/** WAYPOINT's own settings: the targets of deployments whose health it shows. */
export const waypointSettings = defineSettings({
  registryUrl: listenerSettings.registryUrl,
  kubeconfig: {
    env: 'KUBECONFIG',
    schema: values.text.optional().describe('the path of a kubeconfig file'),
    doc: 'The cluster that WAYPOINT deploys to. Not set: this installation has none.',
  },
});

export type WaypointConfig = Config<typeof waypointSettings>;

export function parseWaypointConfig(env: Environment): WaypointConfig {
  return parseConfig(waypointSettings, env);
}
