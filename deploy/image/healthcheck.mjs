// Exit code 0 when the backend has started and takes requests; the image has no shell and no curl.
const { ok } = await fetch(
  'http://127.0.0.1:7007/.backstage/health/v1/readiness',
).catch(() => ({ ok: false }));
process.exit(ok ? 0 : 1);
