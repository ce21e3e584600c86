// [only features.tracing]
import type { IncomingMessage, ServerResponse } from 'node:http';
import { context, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import type { Config } from '../config.ts';
import { project } from '../project.ts';

export function startTracing({ traceUrl }: Config): { close(): Promise<void> } {
  if (traceUrl === undefined) return { close: () => Promise.resolve() };
  const exporter = new OTLPTraceExporter({ url: `${traceUrl.replace(/\/$/, '')}/v1/traces` });
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ 'service.name': project.slug }),
    spanProcessors: [new BatchSpanProcessor(exporter)],
  });
  provider.register();
  return { close: () => provider.shutdown() };
}

/** A span around the answer to one request, below that of the caller where it names one. */
export function traced(request: IncomingMessage, response: ServerResponse, answer: () => Promise<void>): Promise<void> {
  const method = request.method ?? 'GET';
  const parent = propagation.extract(context.active(), request.headers);
  const attributes = { 'http.request.method': method, 'url.path': request.url?.split('?', 1)[0] ?? '/' };
  return trace.getTracer(project.slug).startActiveSpan(method, { kind: SpanKind.SERVER, attributes }, parent, async (span) => {
    await answer();
    span.setAttribute('http.response.status_code', response.statusCode);
    if (response.statusCode >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end();
  });
}
