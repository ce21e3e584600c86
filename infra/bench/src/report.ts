import { EVENT_MS, type FanoutFigures, type FanoutReport, type Memory } from './fanout/fanout-bench.ts';
import { type GatewayFigures, type GatewayReport, WARM_UP_SECONDS } from './gateways/gateway-bench.ts';
import type { IdentityFigures } from './gateways/identity-bench.ts';
import { BASE } from './gateways/gateways.ts';
import { OPERATIONS } from './gateways/operations.ts';
import { EDITED } from './hmr/edited-page.ts';
import type { HmrReport } from './hmr/hmr-bench.ts';
import type { ImageReport } from './image/image-bench.ts';
import type { Times } from './machine/percentile.ts';

/** The tables of the gateways, in Markdown, with how they were measured. */
export function gatewaysMarkdown({ figures, missing }: GatewayReport, seconds: number): string {
  const how =
    `All gateways ran in turn on the same four HTTP subgraphs and every answer held the same data, compared as JSON text; ${seconds} s each after ${WARM_UP_SECONDS} s of warm-up. ` +
    `CPU is that of the gateway's processes alone; × is the multiple of ${BASE}'s. Nobody shares the execution of identical requests from clients ` +
    '(switched off for WISSIL, off by default in the others that offer it). Requests to a subgraph that are identical and in flight together are shared by Hive and by Grafbase, ' +
    'their default; WISSIL sends every one, several in one HTTP request. Subgraph requests are HTTP requests for one request of a client. ' +
    'Callers of WISSIL are signed in: an access token, who has it asked of a stand-in for LANDING, and told to the subgraphs, signed; the peers let anybody in. ' +
    'WISSIL runs with --max-semi-space-size=64, as `npm start -w gateway` does; the peers with the settings of Node.js that they ship with. ' +
    "Others' CPU is the share of the machine that other programs took meanwhile.";
  const tables = OPERATIONS.map(({ name, concurrency }) => {
    const rows = figures.filter((row) => row.operation === name);
    const base = rows.find((row) => row.gateway === BASE)?.cpu ?? NaN;
    return table(
      [
        `${name} query (${rows[0]?.bytes ?? 0} bytes), ${concurrency} at once`,
        'CPU ms/request',
        '× less CPU',
        'p50 ms',
        'p99 ms',
        'requests',
        'failed',
        'subgraph requests',
        "others' CPU",
      ],
      rows.map((row) => gatewayRow(row, base)),
    );
  });
  return ['### Requests', how, ...missing, ...tables].join('\n\n');
}

/** What it costs to know who asks, in Markdown, with how it was measured. */
export function identityMarkdown(figures: IdentityFigures, seconds: number): string {
  const how =
    `The small query, ${OPERATIONS[1].concurrency} at once, at two gateways of WISSIL in turn, ${figures.rounds} rounds of ${seconds} s each after ${WARM_UP_SECONDS} s of warm-up. ` +
    'Without identity: every request is taken to be of the same caller, and subgraphs are not told. Signed in: an access token in each request, ' +
    'who has it asked of a stand-in for LANDING, and the signed identity sent to the subgraphs, which do not look at it. The quotient is the median of the rounds’.';
  const head = ['CPU ms/request without identity', 'signed in', 'signed in ÷ without', 'requests', 'failed', "others' CPU, most"];
  const { withoutIdentity, signedIn, ratio, requests, failures, others } = figures;
  const row = [withoutIdentity.toFixed(3), signedIn.toFixed(3), ratio.toFixed(2), String(requests), String(failures), percent(others)];
  return ['### Identity', how, table(head, [row])].join('\n\n');
}

/** The table of the fan-out, in Markdown, with how it was measured. */
export function fanoutMarkdown(report: FanoutReport): string {
  if (report.figures.length === 0) return ['### Fan-out', ...report.missing].join('\n\n');
  const [ours, theirs] = report.figures;
  const how =
    `${ours?.subscribers} graphql-ws clients in two processes of their own, each signed in as somebody else (at WISSIL; Hive lets anybody in), each with the same subscription, whose event is of one subgraph and whose other fields are of two more; ${ours?.events} events one after the other, each from a ` +
    'real nats-server, with the same data from both. An event is lost when it has not reached every client within ' +
    `${EVENT_MS / 1_000} s; the times are of the others. ` +
    'The time runs from before the event is published to the last client that has it. ' +
    "WISSIL: @eventSource and the event bus on JetStream, which stores the event first. Hive: @resolveTo(pubsubTopic) and its NATSPubSub, which does not. Memory is the gateway's, for each " +
    'subscriber: live heap and resident, garbage collected, once when all have subscribed and once after the events with those of the warm-up.';
  const rows = report.figures.map((row) => [
    row.gateway,
    row.median.toFixed(0),
    row.worst.toFixed(0),
    `${row.lost} of ${row.events}`,
    row.cpu.toFixed(0),
    row.subgraphRequests.toFixed(1),
    kibibytes(row.subscribed),
    kibibytes(row.afterEvents),
    percent(row.others),
  ]);
  const head = [
    'gateway',
    'ms to the last client, median',
    'worst',
    'events lost',
    'CPU ms/event',
    'subgraph requests/event',
    'KiB/subscriber: heap, resident',
    'the same after the events',
    "others' CPU",
  ];
  return ['### Fan-out', how, ...report.missing, table(head, rows), ...(ours && theirs ? [ratios(ours, theirs)] : [])].join('\n\n');
}

/** From an edit to the DOM, in Markdown, with how it was measured. */
export function hmrMarkdown({ figures, missing }: HmrReport): string {
  if (figures.length === 0) return ['### Edit → DOM', ...missing].join('\n\n');
  const how =
    `A text of ${EDITED.path} is changed in a new project of the template Component Library (React, Tailwind CSS), in WISSIL's development environment of it and in a copy of the same files and packages that ` +
    "`vite` serves as the project's script dev does; both are open in the same Chromium, and take turns in blocks. WISSIL: from before the mutation writeFile is sent to the gateway (a whole supergraph, " +
    'signed in) to the DOM of the preview, over its proxy, from the sandbox. vite: from before the file is written. Both by the clock of the machine, in ms. Written: when the mutation, or the write, had its answer. ' +
    'State lost: edits after which the page was another one or React had lost the state of the component.';
  const rows = figures.map(({ server, runs, p50, p95, p99, written, lostState }) => [
    server,
    ...[p50, p95, p99].map((value) => value.toFixed(0)),
    ...[written.p50, written.p95].map((value) => value.toFixed(0)),
    `${lostState} of ${runs}`,
  ]);
  const head = ['dev server', 'edit → DOM ms, p50', 'p95', 'p99', 'written ms, p50', 'p95', 'state lost'];
  return ['### Edit → DOM', how, table(head, rows), timeRatios(figures.map(({ server, ...times }) => ({ name: server, ...times })))].join(
    '\n\n',
  );
}

/** Images built and pushed, in Markdown, with how it was measured. */
export function imageMarkdown({ app, figures, storageDriver, readBySkopeo, missing }: ImageReport): string {
  if (figures.length === 0) return ['### Image', ...missing].join('\n\n');
  const how =
    `From a folder with a service of Node.js (${app.files} files, ${mebibytes(app.bytes)} MiB; one of them new each time) to its image in the same docker-registry on loopback, in turn. ` +
    'WISSIL: the artifact as IGNIS makes it and the image as WAYPOINT does, in the process that runs anyway. ' +
    (storageDriver === undefined
      ? ''
      : `buildah: from, add, config, commit and push, each a process, storage driver ${storageDriver}; from WISSIL's base image, pulled before, and from scratch: then the image has no base. `) +
    "The base's layers are in the registry from the beginning. The app's layer of the last image of each was unpacked: it holds the files that went in." +
    (readBySkopeo ? ' skopeo reads of that image how it is run, as it was told.' : '');
  const rows = figures.map(({ builder, runs, p50, p95, appLayer, base }) => [
    builder,
    ...[p50, p95].map((value) => value.toFixed(0)),
    String(runs),
    mebibytes(appLayer),
    mebibytes(base),
  ]);
  const head = ['builder', 'files → registry ms, p50', 'p95', 'runs', "app's layer MiB", 'base MiB'];
  const times = figures.map(({ builder, ...measured }) => ({ name: builder, ...measured }));
  return ['### Image', how, ...missing, table(head, rows), ...(times.length > 1 ? [timeRatios(times)] : [])].join('\n\n');
}

/** The first to each of the others. */
function timeRatios([ours, ...theirs]: readonly (Times & { name: string })[]): string {
  const ratio = (share: 'p50' | 'p95' | 'p99', other: Times) => `${share} ${((ours?.[share] ?? NaN) / other[share]).toFixed(2)}`;
  return theirs.map((other) => `${ours?.name} / ${other.name}: ${ratio('p50', other)}, ${ratio('p95', other)}.`).join(' ');
}

function ratios(ours: FanoutFigures, theirs: FanoutFigures): string {
  const share = (figure: 'median' | 'worst' | 'cpu') => `1/${(theirs[figure] / ours[figure]).toFixed(1)}`;
  return `WISSIL / Hive: time to the last client ${share('median')} (worst ${share('worst')}), CPU per event ${share('cpu')}.`;
}

function gatewayRow(row: GatewayFigures, base: number): string[] {
  return [
    row.gateway,
    row.cpu.toFixed(3),
    (base / row.cpu).toFixed(1),
    row.p50.toFixed(1),
    row.p99.toFixed(1),
    String(row.requests),
    String(row.failures),
    row.subgraphRequests.toFixed(2),
    percent(row.others),
  ];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

const kibibytes = ({ heap, resident }: Memory): string => `${(heap / 1024).toFixed(1)}, ${(resident / 1024).toFixed(1)}`;

const mebibytes = (bytes: number): string => (bytes / 1024 ** 2).toFixed(1);

const percent = (share: number): string => `${(share * 100).toFixed(0)} %`;
