import { RequestHandler } from 'express';

/** Keeps queries, which can contain codes and tokens, out of Backstage's log of requests. Use it before that log. */
export const hideQueries: RequestHandler = (req, res, next) => {
  // By then, the request has been answered, and only the log still reads these values.
  res.once('finish', () => {
    req.originalUrl = withoutQuery(req.originalUrl);
    if (req.headers.referer) {
      req.headers.referer = withoutQuery(req.headers.referer);
    }
  });
  next();
};

function withoutQuery(url: string): string {
  return url.replace(/[?#].*$/s, '');
}
