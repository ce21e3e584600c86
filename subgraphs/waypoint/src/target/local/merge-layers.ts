import { link, lstat, mkdir, readdir, readlink, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';

/** OCI image specification 1.1, "Whiteouts". */
const WHITEOUT = '.wh.';
const OPAQUE = '.wh..wh..opq';

/** Lays an unpacked layer over what is in `rootfs`: files are shared with the layer, and what the layer whites out goes. */
export async function mergeLayer(layer: string, rootfs: string): Promise<void> {
  const entries = await readdir(layer, { withFileTypes: true });
  if (entries.some(({ name }) => name === OPAQUE)) for (const name of await readdir(rootfs)) await remove(join(rootfs, name));
  for (const { name } of entries) if (name.startsWith(WHITEOUT) && name !== OPAQUE) await remove(join(rootfs, name.slice(WHITEOUT.length)));
  for (const entry of entries) {
    if (entry.name.startsWith(WHITEOUT)) continue;
    const from = join(layer, entry.name);
    const to = join(rootfs, entry.name);
    const found = await lstat(to).catch(() => undefined);
    if (entry.isDirectory()) {
      if (found && !found.isDirectory()) await remove(to);
      if (!found?.isDirectory()) await mkdir(to);
      await mergeLayer(from, to);
    } else {
      if (found) await remove(to);
      if (entry.isSymbolicLink()) await symlink(await readlink(from), to);
      else await link(from, to);
    }
  }
}

function remove(path: string): Promise<void> {
  return rm(path, { recursive: true, force: true });
}
