export interface Folder<File> {
  /** Of the folder alone; empty at the root. */
  name: string;
  /** From the root. */
  path: string;
  folders: Folder<File>[];
  files: { name: string; file: File }[];
}

/** Files by their folders: folders first, each by name. */
export function treeOf<File extends { path: string }>(files: readonly File[]): Folder<File> {
  const root: Folder<File> = { name: '', path: '', folders: [], files: [] };
  for (const file of files) {
    const parts = file.path.split('/');
    const name = parts.pop() ?? '';
    let folder = root;
    for (const part of parts) folder = childOf(folder, part);
    folder.files.push({ name, file });
  }
  sort(root);
  return root;
}

function childOf<File>(folder: Folder<File>, name: string): Folder<File> {
  const known = folder.folders.find((child) => child.name === name);
  if (known) return known;
  const made: Folder<File> = { name, path: folder.path === '' ? name : `${folder.path}/${name}`, folders: [], files: [] };
  folder.folders.push(made);
  return made;
}

function sort<File>({ folders, files }: Folder<File>): void {
  const byName = (a: { name: string }, b: { name: string }) => a.name.localeCompare(b.name, 'en');
  folders.sort(byName);
  files.sort(byName);
  folders.forEach(sort);
}
