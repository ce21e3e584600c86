#!/node/bin/node
// What `npm run`, `npm test` and `npx` are inside the sandbox, where there is no npm: they run the project's scripts and its packages' programs.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';

const [, self, ...words] = process.argv;

function shell(line, extra) {
  const quoted = extra.map((word) => `'${word.replaceAll("'", `'\\''`)}'`);
  const { status, signal } = spawnSync('sh', ['-c', [line, ...quoted].join(' ')], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? (signal === null ? 1 : 128));
}

function runScript(name, extra) {
  const { scripts = {} } = JSON.parse(readFileSync('package.json', 'utf8'));
  if (scripts[name] === undefined) {
    process.stderr.write(`package.json has no script "${name}".\n`);
    process.exit(1);
  }
  process.env.npm_lifecycle_event = name;
  if (scripts[`pre${name}`] !== undefined) shell(scripts[`pre${name}`], []);
  shell(scripts[name], extra);
  if (scripts[`post${name}`] !== undefined) shell(scripts[`post${name}`], []);
}

if (basename(self) === 'npx') {
  const [program, ...extra] = words.filter((word, index) => !(index === 0 && /^-/.test(word)));
  shell(program, extra);
} else {
  const given = words.filter((word) => !['-s', '--silent', '--if-present'].includes(word));
  const [command, ...rest] = given;
  const named = command === 'run' || command === 'run-script' ? rest : command === 'exec' ? undefined : given;
  const clean = (list) => list.filter((word, index) => !(word === '--' && list.indexOf('--') === index));
  if (named === undefined) shell(clean(rest)[0], clean(rest).slice(1));
  else if (named[0] === 't' || named[0] === 'test') runScript('test', clean(named.slice(1)));
  else if (command === 'run' || command === 'run-script' || command === 'start') runScript(named[0], clean(named.slice(1)));
  else {
    process.stderr.write(
      `npm ${command ?? ''}: inside a build there is npm run, npm test, npm start and npm exec; packages are installed before.\n`,
    );
    process.exit(1);
  }
}
