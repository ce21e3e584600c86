import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { oneLine } from './safe-text.ts';

let apache: string | undefined;

/** The text of LICENSE; `name` is the project's. */
export function licenseText(license: string, name: string): string {
  const holder = `the authors of ${oneLine(name)}`;
  switch (license) {
    case 'MIT':
      return mit(holder);
    case 'Apache-2.0':
      apache ??= readFileSync(join(import.meta.dirname, 'licenses/Apache-2.0.txt'), 'utf8');
      return apache.replace('[yyyy] [name of copyright owner]', () => holder);
    default:
      return `Copyright (c) ${holder}. All rights reserved.\n\nNobody may use, copy, change or distribute this software without the written consent of its owner.\n`;
  }
}

function mit(holder: string): string {
  return `MIT License

Copyright (c) ${holder}

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
`;
}
