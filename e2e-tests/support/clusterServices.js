/**
 * Runs in a container with the names of the Services: forwards each connection to a ready pod, as a cluster does, and probes the pods.
 * Connections that are open stay open when a pod is removed.
 */
const http = require('http');
const net = require('net');

/** @type {{ service: string, host: string, port: number, path?: string, ready?: boolean }[]} */
let pods = [];

/** Forwards a Service's port. */
function forward(service, port) {
  let next = 0;
  net
    .createServer(client => {
      const ready = pods.filter(pod => pod.service === service && pod.ready);
      if (ready.length === 0) {
        client.destroy();
        return;
      }
      next += 1;
      const pod = ready[next % ready.length];
      const server = net.connect(pod.port, pod.host);
      client.pipe(server).pipe(client);
      client.on('error', () => server.destroy());
      server.on('error', () => client.destroy());
    })
    .listen(port);
}

function probe(pod) {
  if (!pod.path) {
    const socket = net.connect(pod.port, pod.host);
    socket.on('connect', () => socket.end());
    socket.on('connect', () => (pod.ready = true));
    socket.on('error', () => (pod.ready = false));
    return;
  }
  const { host, port, path } = pod;
  http
    .get({ host, port, path, timeout: 3_000 }, response => {
      pod.ready = response.statusCode < 400;
      response.resume();
    })
    .on('error', () => (pod.ready = false));
}

// Reads and replaces the list of pods.
http
  .createServer(async (request, response) => {
    if (request.method === 'PUT') {
      let body = '';
      for await (const chunk of request) {
        body += chunk;
      }
      const known = new Map(pods.map(pod => [pod.host, pod]));
      pods = JSON.parse(body).map(pod => known.get(pod.host) ?? pod);
    }
    response.end(JSON.stringify(pods));
  })
  .listen(1);

setInterval(() => pods.forEach(probe), 500);

for (const service of JSON.parse(process.argv.at(-1))) {
  forward(service.name, service.port);
}
