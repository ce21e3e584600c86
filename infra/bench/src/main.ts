import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { benchFanout } from './fanout/fanout-bench.ts';
import { benchIdentity } from './gateways/identity-bench.ts';
import { benchGateways } from './gateways/gateway-bench.ts';
import { benchHmr } from './hmr/hmr-bench.ts';
import { benchImage } from './image/image-bench.ts';
import { duringThisRun } from './machine/leave-nothing.ts';
import { installPeers, peerVersions } from './peers.ts';
import { fanoutMarkdown, gatewaysMarkdown, hmrMarkdown, identityMarkdown, imageMarkdown } from './report.ts';
import { runShop } from './shop/run-shop.ts';

const PARTS = ['gateways', 'identity', 'fanout', 'hmr', 'image'] as const;
const DEFAULT_SECONDS = 10;
const USAGE = `npm run bench -- [${PARTS.join('|')}] [seconds for each measurement of the gateways, ${DEFAULT_SECONDS} unless told]`;

const say = (line: string): void => void process.stderr.write(`${line}\n`);
const { parts, seconds } = readArguments(process.argv.slice(2));
if (process.platform !== 'linux') fail('npm run bench reads CPU and memory from /proc, so it needs Linux.');
const needs = (...of: readonly (typeof PARTS)[number][]): boolean => of.some((part) => parts.includes(part));
const peers = needs('gateways', 'fanout');
if (peers) installPeers(say);
const folder = mkdtempSync(join(tmpdir(), 'wissil-bench-'));
const forget = duringThisRun({ folder });
const loadBefore = load();
if (needs('gateways', 'identity', 'fanout')) {
  await using shop = await runShop();
  const setting = { shop, folder, seconds, say };
  if (needs('gateways')) print(gatewaysMarkdown(await benchGateways(setting), seconds));
  if (needs('identity')) print(identityMarkdown(await benchIdentity(setting), seconds));
  if (needs('fanout')) print(fanoutMarkdown(await benchFanout(setting)));
}
if (needs('hmr')) print(hmrMarkdown(await benchHmr({ folder, say })));
if (needs('image')) print(imageMarkdown(await benchImage({ folder, say })));
rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
forget();
print(peers ? `${machine()} Peers: ${peerVersions().join(', ')}.` : machine());

function print(section: string): void {
  process.stdout.write(`\n${section}\n`);
}

function machine(): string {
  const model = cpus()[0]?.model.trim() ?? 'an unknown processor';
  const when = new Date().toISOString().slice(0, 10);
  return `Measured ${when} on ${model}, ${availableParallelism()} cores, Node.js ${process.version}; load average ${loadBefore} before, ${load()} after.`;
}

function load(): string {
  return (loadavg()[0] ?? NaN).toFixed(1);
}

function readArguments(given: readonly string[]): { parts: readonly string[]; seconds: number } {
  const named = given.filter((argument) => !/^\d/.test(argument));
  const numbers = given.filter((argument) => /^\d/.test(argument));
  const unknown = named.find((name) => !PARTS.some((part) => part === name));
  if (unknown !== undefined) fail(`There is no part ${JSON.stringify(unknown)}. Usage: ${USAGE}`);
  const value = numbers.length === 0 ? DEFAULT_SECONDS : Number(numbers[0]);
  if (numbers.length > 1 || !(value >= 1 && value <= 600)) fail(`The seconds must be one number from 1 to 600. Usage: ${USAGE}`);
  return { parts: named.length === 0 ? PARTS : named, seconds: value };
}

function fail(message: string): never {
  say(message);
  process.exit(1);
}
