export { type Foundation, openFoundation } from './open-foundation.ts';
