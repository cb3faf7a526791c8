import { Attributes } from '@opentelemetry/api';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';

/** Attributes whose values come from code, never from a request, a token or an entity's name. Add your own here. */
const KEPT_ATTRIBUTES = new Set([
  'backstage.catalog.processor.name',
  'backstage.catalog.processor.stage',
  'backstage.entity.kind',
  'backstage.plugin.id',
  'backstage.principal.type',
  'error.type',
  'exception.type',
  'http.request.method',
  'http.response.status_code',
  'http.route',
  'itemCount',
  'oauth2proxy.outcome',
  'oauth2proxy.reason',
  'pluginId',
  'taskId',
]);

/**
 * Exports spans without personal data. Backstage's spans contain names of entities, including users, and error messages that may quote
 * these names. They also contain the names of tools that AI clients request, which can be any text.
 */
export class RedactingSpanExporter implements SpanExporter {
  constructor(private readonly exporter: SpanExporter) {}

  export(...[spans, done]: Parameters<SpanExporter['export']>) {
    this.exporter.export(spans.map(withoutPersonalData), done);
  }

  forceFlush() {
    return this.exporter.forceFlush?.() ?? Promise.resolve();
  }

  shutdown() {
    return this.exporter.shutdown();
  }
}

function withoutPersonalData(span: ReadableSpan): ReadableSpan {
  return Object.create(span, {
    name: { value: span.name.replace(/^tools\/call .*/s, 'tools/call') },
    attributes: { value: keep(span.attributes) },
    events: {
      value: span.events.map(event => ({
        ...event,
        attributes: keep(event.attributes),
      })),
    },
    links: {
      value: span.links.map(link => ({
        ...link,
        attributes: keep(link.attributes),
      })),
    },
    status: { value: { code: span.status.code } },
    // A client can send anything as its trace state.
    spanContext: {
      value: () => ({ ...span.spanContext(), traceState: undefined }),
    },
  });
}

function keep(attributes: Attributes = {}): Attributes {
  return Object.fromEntries(
    Object.entries(attributes).filter(([name]) => KEPT_ATTRIBUTES.has(name)),
  );
}
