// docker compose exec backstage /nodejs/bin/node /app/doctor.mjs
import './scripts/doctor.mjs';
