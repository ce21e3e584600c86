/**
 * Where a browser goes after it has signed in: a path of LANDING, or a page of one of the six systems. Anything else is LANDING's home.
 * @param origins what people open, LANDING's first
 */
export function returnAddress(asked: string | null, origins: readonly string[]): string {
  const home = `${origins[0]}/`;
  // What browsers read as something else than URL parsers do: backslashes, control characters, spaces around.
  if (asked === null || asked.length > 2_000 || /[\\\p{Cc}\s]/u.test(asked) || !URL.canParse(asked, home)) return home;
  const url = new URL(asked, home);
  const known = origins.some((origin) => new URL(origin).origin === url.origin);
  if (!known || url.username !== '' || url.password !== '' || /^\/(auth|id|internal)\//.test(url.pathname)) return home;
  return url.href;
}
