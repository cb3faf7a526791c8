import { LoggerService } from '@backstage/backend-plugin-api';
import { randomUUID } from 'crypto';
import { RequestHandler, Response } from 'express';

/** Errors with status 5xx that are thrown on purpose, with a message for users. */
const DELIBERATE = ['ServiceUnavailableError', 'NotImplementedError'];

interface ErrorBody {
  error: { name?: unknown; message?: unknown; code?: unknown };
  request?: unknown;
  response?: unknown;
}

/**
 * Keeps the messages of unexpected errors from the client, because they may come from the database. Logs them with the ID
 * that the client gets. Every plugin handles its own errors, so this inspects the responses.
 */
export function hideInternalErrors(logger: LoggerService): RequestHandler {
  return (_req, res, next) => {
    const json = res.json;
    res.json = function sendJson(this: Response, body: unknown) {
      return json.call(
        this,
        this.statusCode >= 500 && isErrorBody(body)
          ? withoutInternals(body, logger)
          : body,
      );
    };
    next();
  };
}

/** Whether the body is a Backstage error. Errors of health checks and JSON-RPC, for example, have another form. */
function isErrorBody(body: unknown): body is ErrorBody {
  return (
    typeof body === 'object' &&
    body !== null &&
    'error' in body &&
    typeof body.error === 'object' &&
    body.error !== null &&
    !('jsonrpc' in body)
  );
}

function withoutInternals(
  { error, ...body }: ErrorBody,
  logger: LoggerService,
): ErrorBody {
  const { name, message, code } = error;
  if (DELIBERATE.includes(String(name))) {
    // Backstage's errors append the message of their cause to their own.
    const [own] = String(message).split('; caused by ');
    return { ...body, error: { name, message: own, code } };
  }
  const id = randomUUID();
  logger.error(`Hid an internal error from the client, id ${id}: ${message}`);
  return {
    ...body,
    error: {
      name: 'InternalServerError',
      message: `An internal error occurred. The cause is in the portal's log, id ${id}.`,
    },
  };
}
