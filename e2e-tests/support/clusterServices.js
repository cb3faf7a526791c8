/**
 * Runs in a container with the Services' host names, and probes the pods. It forwards each connection to a ready pod, like a cluster:
 * open connections stay open when a pod is removed. Requests from outside come through a gateway, which chooses a pod for each request.
 */
const http = require('http');
const net = require('net');

/** @type {{ service: string, host: string, port: number, path?: string, ready?: boolean }[]} */
let pods = [];

let count = 0;

/** Returns a Service's pods in turn. */
function podOf(service) {
  const ready = pods.filter(pod => pod.service === service && pod.ready);
  count += 1;
  return ready[count % ready.length];
}

/** Connects two sockets, either of which may fail. */
function connect(one, other) {
  one.pipe(other).pipe(one);
  one.on('error', () => other.destroy());
  other.on('error', () => one.destroy());
}

/** Forwards connections to a Service. */
function forward(service, port) {
  net
    .createServer(client => {
      const pod = podOf(service);
      if (pod) {
        connect(client, net.connect(pod.port, pod.host));
      } else {
        client.destroy();
      }
    })
    .listen(port);
}

/** Forwards requests to a Service, each over its own connection. */
function gateway(service, port) {
  const optionsFor = ({ method, url, rawHeaders }) => {
    const { host, port: podPort } = podOf(service);
    const headers = rawHeaders;
    return { host, port: podPort, method, path: url, headers, agent: false };
  };
  http
    .createServer((request, response) => {
      const forwarded = http.request(optionsFor(request), answer => {
        response.writeHead(answer.statusCode, answer.rawHeaders);
        answer.pipe(response);
      });
      forwarded.on('error', () => response.destroy());
      request.pipe(forwarded);
    })
    .on('upgrade', (request, client) => {
      const forwarded = http.request(optionsFor(request));
      const reply = ({ statusCode, rawHeaders }) => {
        const lines = rawHeaders.map(
          (text, i) => text + (i % 2 ? '\r\n' : ': '),
        );
        client.write(`HTTP/1.1 ${statusCode} -\r\n${lines.join('')}\r\n`);
      };
      forwarded.on('upgrade', (answer, server) => {
        reply(answer);
        connect(client, server);
      });
      forwarded.on('response', answer => {
        reply(answer);
        answer.pipe(client);
      });
      forwarded.on('error', () => client.destroy());
      forwarded.end();
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

for (const { name, alias, port } of JSON.parse(process.argv.at(-1))) {
  const listen = alias === 'portal' ? gateway : forward;
  listen(name, port);
}
