import express, { RequestHandler } from 'express';
import expressStaticGzip from 'express-static-gzip';

const YEAR_MS = 365 * 24 * 60 * 60 * 1000;

/**
 * Serves the scripts and styles that deploy/image/compress.mjs compressed when the image was built. Backstage handles other files,
 * and clients that do not accept Brotli.
 *
 * @param folder - need not exist
 */
export function compressedApp(folder: string): RequestHandler {
  const router = express.Router();
  router.use(
    expressStaticGzip(folder, {
      enableBrotli: true,
      index: false,
      // A file's name contains a hash of its content, so the file never changes.
      serveStatic: { immutable: true, maxAge: YEAR_MS, redirect: false },
    }),
  );
  return router;
}
