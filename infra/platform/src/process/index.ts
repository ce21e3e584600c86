export { type EndSignals, listenForEnd } from './end-signals.ts';
export { failureSentence } from './failure-sentence.ts';
export { runUntilSignal } from './lifecycle.ts';
export { regularly } from './regularly.ts';
