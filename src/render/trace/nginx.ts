/** One port of a Service, as a load balancer in front of the nodes reaches it. */
export interface Upstream {
  readonly name: string;
  readonly protocol: 'tcp' | 'udp' | 'sctp';
  readonly listen: number;
  /** `192.168.2.118:30553` */
  readonly servers: readonly string[];
  /** Nodes that would drop what is sent to them (externalTrafficPolicy Local without an endpoint). */
  readonly skipped: readonly string[];
}

/** nginx configuration that spreads clients over the node ports: `http` for TCP ports, `stream` for the others. */
export function nginxConfiguration(upstreams: readonly Upstream[]): string {
  const web = upstreams.filter((each) => each.protocol === 'tcp');
  const stream = upstreams.filter((each) => each.protocol === 'udp');
  const blocks = web.map((each) => `${upstreamBlock(each, '')}\n${httpServer(each)}`);
  if (stream.length > 0)
    blocks.push(
      `stream {\n${stream.map((each) => `${upstreamBlock(each, '    ')}\n${streamServer(each)}`).join('\n')}}\n`,
    );
  return blocks.join('\n');
}

function upstreamBlock(upstream: Upstream, indent: string): string {
  const lines = [
    `upstream ${upstream.name} {`,
    ...upstream.skipped.map((node) => `    # ${node} has no endpoint and externalTrafficPolicy is Local: left out`),
    ...upstream.servers.map((server) => `    server ${server};`),
    '}',
  ];
  return `${lines.map((line) => `${indent}${line}`).join('\n')}\n`;
}

function httpServer({ name, listen }: Upstream): string {
  return `server {
    listen ${listen};

    location / {
        proxy_pass http://${name};
        proxy_set_header Host $host;
        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
    }
}
`;
}

function streamServer({ name, listen }: Upstream): string {
  return `    server {
        listen ${listen} udp;
        proxy_pass ${name};
    }
`;
}
