// Exits with 0 if the backend has started and accepts requests. The image has neither a shell nor curl.
const { ok } = await fetch(
  'http://127.0.0.1:7007/.backstage/health/v1/readiness',
).catch(() => ({ ok: false }));
process.exit(ok ? 0 : 1);
