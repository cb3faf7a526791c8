import express, { RequestHandler } from 'express';
import expressStaticGzip from 'express-static-gzip';

const YEAR_MS = 365 * 24 * 60 * 60 * 1000;

/**
 * Serves the scripts and styles that were compressed when the image was built; deploy/image/compress.mjs does it. Whatever is not
 * there, and whoever takes no Brotli, is left to Backstage.
 *
 * @param folder - need not exist
 */
export function compressedApp(folder: string): RequestHandler {
  const router = express.Router();
  router.use(
    expressStaticGzip(folder, {
      enableBrotli: true,
      index: false,
      // The name of a file says what is in it, so it never changes.
      serveStatic: { immutable: true, maxAge: YEAR_MS, redirect: false },
    }),
  );
  return router;
}
