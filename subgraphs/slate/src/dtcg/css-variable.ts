/** The custom property of a token: `font.lineHeight.tight` → `--font-line-height-tight`. */
export function cssVariable(path: string): string {
  return `--${path
    .replaceAll('.', '-')
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()}`;
}
