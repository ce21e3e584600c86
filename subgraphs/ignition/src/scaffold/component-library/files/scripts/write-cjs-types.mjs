// [only moduleFormat.dual]
/** Types for those who `require` the package: the same as for those who import it. */
import { writeFile } from 'node:fs/promises';

await writeFile('dist/index.d.cts', "export * from './index.js';\n");
