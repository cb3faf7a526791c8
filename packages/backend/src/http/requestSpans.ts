import {
  coreServices,
  createServiceFactory,
  createServiceRef,
} from '@backstage/backend-plugin-api';
import {
  context,
  propagation,
  Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { Request, RequestHandler, Response } from 'express';

/** Creates a span for each API request, named after the plugin and the route's pattern, because the request's path may contain user names. */
export class RequestSpans {
  readonly #tracer = trace.getTracer('backend');
  /** Set once the plugins are known. */
  #pluginIds = new Set<string>();

  /** Use it for `/api`. */
  readonly handler: RequestHandler = (req, res, next) => {
    const pluginId = req.path.split('/')[1];
    const caller = propagation.extract(context.active(), req.headers);
    const span = this.#tracer.startSpan(
      'api request',
      { kind: SpanKind.SERVER },
      caller,
    );
    // Spans that are not recorded need no attributes. Without the SDK, no span is recorded.
    if (span.isRecording()) {
      res.once('close', () => {
        describe(span, req, res, this.#pluginIds.has(pluginId) && pluginId);
        span.end();
      });
    }
    context.with(trace.setSpan(caller, span), next);
  };

  readonly service = createServiceFactory({
    service: createServiceRef<{}>({ id: 'app.request-spans', scope: 'root' }),
    initialization: 'always',
    deps: { metadata: coreServices.rootInstanceMetadata },
    factory: async ({ metadata }) => {
      const plugins = await metadata.getInstalledPlugins();
      this.#pluginIds = new Set(plugins.map(({ pluginId }) => pluginId));
      return {};
    },
  });
}

function describe(
  span: Span,
  { method, route }: Request,
  { statusCode }: Response,
  pluginId: string | false,
) {
  span.setAttribute('http.request.method', method);
  span.setAttribute('http.response.status_code', statusCode);
  if (pluginId) {
    const path = typeof route?.path === 'string' ? route.path : '';
    span.setAttribute('backstage.plugin.id', pluginId);
    span.setAttribute('http.route', `/api/${pluginId}${path}`);
    span.updateName(`${method} /api/${pluginId}${path}`);
  }
  if (statusCode >= 500) {
    span.setStatus({ code: SpanStatusCode.ERROR });
  }
}
