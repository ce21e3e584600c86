/** The port at which an artifact is asked to listen, by the environment variable PORT. */
export const ARTIFACT_PORT = 8080;
