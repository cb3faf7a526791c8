import { RequestHandler } from 'express';

/**
 * Refuses pages and files with an encoded # in their path. When oauth2-proxy decides whether a request needs a session, it ignores
 * everything after the #, so it lets such a path through if it starts like a public one. API requests authenticate themselves.
 */
export const refuseEncodedHash: RequestHandler = (req, res, next) => {
  const [path] = req.url.split('?');
  if (path.includes('%23') && !path.startsWith('/api/')) {
    res.status(404).end();
  } else {
    next();
  }
};
