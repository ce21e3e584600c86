export { runUntilSignal } from './lifecycle.ts';
