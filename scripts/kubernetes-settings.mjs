import { writeFileSync } from 'node:fs';
import { kubernetesSettings, settingsFile } from './lib/kubernetes.mjs';

/** Copies oauth2-proxy's settings from docker-compose.yaml to deploy/kubernetes. */
writeFileSync(settingsFile, kubernetesSettings());
