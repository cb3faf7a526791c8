import express from 'express';
import request from 'supertest';
import { mcpChallenge } from './mcpChallenge';

const app = express()
  .use(mcpChallenge('https://portal.example.com'))
  .use((req, res) => res.status(Number(req.query.status)).json({}));

const challengeOf = async (path: string, status: number) => {
  const response = await request(app).post(path).query({ status });
  return response.headers['www-authenticate'];
};

describe('mcpChallenge', () => {
  it.each(['/api/mcp-actions/v1', '/api/mcp-actions/v1/read-only'])(
    'adds a link to the metadata document to a 401 from %s',
    async path => {
      expect(await challengeOf(path, 401)).toBe(
        `Bearer resource_metadata="https://portal.example.com/.well-known/oauth-protected-resource${path}"`,
      );
    },
  );

  it.each([
    ['/api/mcp-actions/v1', 200],
    ['/api/mcp-actions/v1', 403],
    ['/api/mcp-actions/v1/a"b', 401],
    ['/api/mcp-actions/v1/a/b', 401],
    ['/api/catalog/entities', 401],
  ])(
    'adds nothing to a response from %s with status %s',
    async (path, status) => {
      expect(await challengeOf(path, status)).toBeUndefined();
    },
  );
});
