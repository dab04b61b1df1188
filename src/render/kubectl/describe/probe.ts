import { goText } from '../go-text.ts';
import { hostPort } from '../host-port.ts';

export interface Probe {
  exec?: { command?: string[] };
  httpGet?: { scheme?: string; host?: string; port?: number | string; path?: string };
  tcpSocket?: { host?: string; port?: number | string };
  grpc?: { port?: number; service?: string };
  initialDelaySeconds?: number;
  timeoutSeconds?: number;
  periodSeconds?: number;
  successThreshold?: number;
  failureThreshold?: number;
}

/** `http-get http://:80/ready delay=0s timeout=1s period=10s #success=1 #failure=3`: kubectl's DescribeProbe. */
export function probeText(probe: Probe): string {
  const attributes =
    `delay=${probe.initialDelaySeconds ?? 0}s timeout=${probe.timeoutSeconds ?? 0}s period=${probe.periodSeconds ?? 0}s ` +
    `#success=${probe.successThreshold ?? 0} #failure=${probe.failureThreshold ?? 0}`;
  const { exec, httpGet, tcpSocket, grpc } = probe;
  if (exec) return `exec ${goText(exec.command ?? [])} ${attributes}`;
  if (httpGet) {
    const url = `${(httpGet.scheme ?? 'HTTP').toLowerCase()}://${hostPort(httpGet.host ?? '', httpGet.port ?? '')}`;
    return `http-get ${url}${pathText(httpGet.path ?? '')} ${attributes}`;
  }
  if (tcpSocket) return `tcp-socket ${tcpSocket.host ?? ''}:${tcpSocket.port ?? ''} ${attributes}`;
  if (grpc) return `grpc <pod>:${grpc.port ?? 0} ${grpc.service ?? ''} ${attributes}`;
  return `unknown ${attributes}`;
}

/** A path in a URL as Go writes it: behind a slash, and a question mark is part of the path. */
function pathText(path: string): string {
  const escaped = encodeURI(path).replace(/[?#[\]]/g, (char) => encodeURIComponent(char));
  return escaped === '' || escaped.startsWith('/') ? escaped : `/${escaped}`;
}
