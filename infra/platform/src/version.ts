import manifest from '../../../package.json' with { type: 'json' };

/** The release that runs, as in the root's package.json. */
export const WISSIL_VERSION: string = manifest.version;
