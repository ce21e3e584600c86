export { Button, type ButtonProps } from './components/button/button.js';
export { Card, type CardProps } from './components/card/card.js';
// [if tokenFormat.typescript]
export { tokens, type TokenName } from './tokens.js';
// [end]
