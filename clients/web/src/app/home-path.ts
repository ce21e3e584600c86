import { SYSTEM_CATALOG } from '../systems/system-catalog.ts';

/**
 * The page that this server opens with: the server puts `<meta name="wissil-home" content="/slate">` in place of the marker comment of
 * index.html. Anything that is not a page of this client counts as `/`.
 */
function homePath(): string {
  const asked = document.querySelector<HTMLMetaElement>('meta[name="wissil-home"]')?.content;
  return Object.values(SYSTEM_CATALOG).find(({ route }) => route === asked)?.route ?? '/';
}

/** A visit to the bare address goes to the server's home page. Call it once, before the router reads the address. */
export function openHomePage(): void {
  const home = homePath();
  if (location.pathname === '/' && home !== '/') history.replaceState(null, '', `${home}${location.search}${location.hash}`);
}
