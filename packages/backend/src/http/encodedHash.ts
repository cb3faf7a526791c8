import { RequestHandler } from 'express';

/**
 * Refuses pages and files with an encoded # in their path. oauth2-proxy ignores everything after the # when it decides whether a request
 * needs a session, so it lets such a path through if it starts like a public one. API paths are not refused, because the API authenticates
 * requests itself.
 */
export const refuseEncodedHash: RequestHandler = (req, res, next) => {
  const [path] = req.url.split('?');
  if (path.includes('%23') && !path.startsWith('/api/')) {
    res.status(404).end();
  } else {
    next();
  }
};
