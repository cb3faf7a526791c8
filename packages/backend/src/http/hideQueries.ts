import { RequestHandler } from 'express';

/** Keeps queries, which can contain codes and tokens, out of Backstage's log of requests. To be used before it. */
export const hideQueries: RequestHandler = (req, res, next) => {
  // At this point, the request has been answered, and only the log reads them.
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
