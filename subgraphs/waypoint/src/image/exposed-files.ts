import { posix } from 'node:path';

/** Files that hold secrets by their purpose, by name. Examples of settings hold none. */
const NAMES =
  /^(\.env(\.(?!(example|sample|template)$).+)?|\.npmrc|\.netrc|\.pgpass|\.htpasswd|id_(rsa|dsa|ecdsa|ed25519)|credentials\.json)$/;
const FOLDERS = /(^|\/)(\.git|\.ssh|\.aws|\.kube)(\/|$)/;
/** Packages carry keys for their own tests. */
const KEYS = /\.(pem|key|p12|pfx|jks|keystore)$/;
const PACKAGES = /(^|\/)node_modules\//;

/** Whether nobody outside should have the file that is at that path of an image. */
export function isExposed(path: string): boolean {
  const name = posix.basename(path);
  return NAMES.test(name) || FOLDERS.test(path) || (KEYS.test(name) && !PACKAGES.test(path));
}
