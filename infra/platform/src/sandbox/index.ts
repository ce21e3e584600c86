export { openSandbox } from './open-sandbox.ts';
export type * from './sandbox.ts';
