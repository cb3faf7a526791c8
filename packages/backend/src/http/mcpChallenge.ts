import { RequestHandler, Response } from 'express';

const SERVER = /^\/api\/mcp-actions\/v1(\/[\w-]+)?$/;

/**
 * Adds a link to each 401 from the MCP servers. It leads to the document that tells clients how to sign in (RFC 9728, section 5.1).
 * Backstage serves the document, but its responses don't link to it.
 *
 * @param baseUrl - the origin in the browser
 */
export function mcpChallenge(baseUrl: string): RequestHandler {
  return (req, res, next) => {
    const [path] = req.url.split('?');
    if (SERVER.test(path)) {
      const document = `${baseUrl}/.well-known/oauth-protected-resource${path}`;
      const json = res.json;
      res.json = function sendJson(this: Response, body: unknown) {
        if (this.statusCode === 401) {
          this.set(
            'WWW-Authenticate',
            `Bearer resource_metadata="${document}"`,
          );
        }
        return json.call(this, body);
      };
    }
    next();
  };
}
