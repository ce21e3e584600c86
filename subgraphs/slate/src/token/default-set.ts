/** The design system of WISSIL itself, meant where a request names no set. */
export const DEFAULT_SET = 'luminera';
