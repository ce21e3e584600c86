import type { Environment } from '@wissil/platform/config';
import type { SubgraphDependencies, SubgraphName, SubgraphServer } from '@wissil/platform/subgraph';

type Assemble = (dependencies: SubgraphDependencies) => Promise<SubgraphServer>;

/** How each subgraph is loaded and configured. Loading is the expensive half, and needs no database yet. */
export const subgraphPrograms: Readonly<Record<SubgraphName, (env: Environment) => Promise<Assemble>>> = {
  async landing(env) {
    const [{ createServer }, { parseLandingConfig }] = await Promise.all([import('@wissil/landing'), import('@wissil/landing/config')]);
    const config = parseLandingConfig(env);
    return (dependencies) => createServer(dependencies, config);
  },
  async slate(env) {
    const [{ createServer }, { parseSlateConfig }] = await Promise.all([import('@wissil/slate'), import('@wissil/slate/config')]);
    const config = parseSlateConfig(env);
    return (dependencies) => createServer(dependencies, config);
  },
  async ignition(env) {
    const [{ createServer }, { parseIgnitionConfig }] = await Promise.all([import('@wissil/ignition'), import('@wissil/ignition/config')]);
    const config = parseIgnitionConfig(env);
    return (dependencies) => createServer(dependencies, config);
  },
  async spark(env) {
    const [{ createServer }, { parseSparkConfig }] = await Promise.all([import('@wissil/spark'), import('@wissil/spark/config')]);
    const config = parseSparkConfig(env);
    return (dependencies) => createServer(dependencies, config);
  },
  async ignis(env) {
    const [{ createServer }, { parseIgnisConfig }] = await Promise.all([import('@wissil/ignis'), import('@wissil/ignis/config')]);
    const config = parseIgnisConfig(env);
    return (dependencies) => createServer(dependencies, config);
  },
  async waypoint(env) {
    const [{ createServer }, { parseWaypointConfig }] = await Promise.all([import('@wissil/waypoint'), import('@wissil/waypoint/config')]);
    const config = parseWaypointConfig(env);
    return (dependencies) => createServer(dependencies, config);
  },
};
