interface TreeFolder {
  kind: 'folder';
  path: string;
  name: string;
  children: TreeNode[];
}

interface TreeFile {
  kind: 'file';
  path: string;
  name: string;
}

export type TreeNode = TreeFolder | TreeFile;

/** Paths as folders and files: folders first, each by name. */
export function treeOf(paths: readonly string[]): TreeNode[] {
  const root: TreeFolder = { kind: 'folder', path: '', name: '', children: [] };
  const folders = new Map([['', root]]);
  const folderAt = (path: string): TreeFolder => {
    const known = folders.get(path);
    if (known) return known;
    const cut = path.lastIndexOf('/');
    const folder: TreeFolder = { kind: 'folder', path, name: path.slice(cut + 1), children: [] };
    folders.set(path, folder);
    folderAt(cut === -1 ? '' : path.slice(0, cut)).children.push(folder);
    return folder;
  };
  for (const path of paths) {
    const cut = path.lastIndexOf('/');
    folderAt(cut === -1 ? '' : path.slice(0, cut)).children.push({ kind: 'file', path, name: path.slice(cut + 1) });
  }
  for (const folder of folders.values())
    folder.children.sort((a, b) => (a.kind === b.kind ? a.name.localeCompare(b.name) : a.kind === 'folder' ? -1 : 1));
  return root.children;
}

/** The folders that lead to a file. */
export function foldersOf(path: string): string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_part, index) => parts.slice(0, index + 1).join('/'));
}
