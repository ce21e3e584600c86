export { ANONYMOUS, type Caller } from './caller.ts';
