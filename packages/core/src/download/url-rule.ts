import { isIP } from 'node:net';
import { isPublicAddress } from './public-address.ts';

/** A URL that may be asked for. */
export interface Target {
  readonly url: URL;
  /** The host without brackets: an IP address or a name to resolve. */
  readonly hostname: string;
  readonly port: number;
  /** Opened by the settings: plain http and private addresses are fine here. */
  readonly opened: boolean;
}

/** Either where to connect, or the rule that forbids it, as the end of a sentence. */
export type UrlDecision =
  | { readonly target: Target }
  | { readonly refused: string; readonly target?: undefined };

export type UrlRule = (url: URL) => UrlDecision;

/** Decides by the URL alone; names are decided again where they are resolved. */
export function createUrlRule(allowHosts: readonly string[]): UrlRule {
  const opened = new Set(allowHosts.flatMap(toOpenedHosts));
  return (url) => {
    if (url.username !== '' || url.password !== '') {
      return { refused: 'a URL with credentials is never fetched' };
    }
    const port = url.port === '' ? defaultPort(url.protocol) : Number(url.port);
    const target: Target = {
      url,
      hostname: url.hostname.replace(/^\[(.*)\]$/, '$1'),
      port,
      opened: opened.has(`${url.hostname}:${port}`),
    };
    const isHttp = url.protocol === 'http:' && target.opened;
    if (url.protocol !== 'https:' && !isHttp) return { refused: 'only https is fetched' };
    if (target.opened) return { target };
    if (port !== 443) return { refused: 'only port 443 is fetched' };
    if (isIP(target.hostname) !== 0 && !isPublicAddress(target.hostname)) {
      return { refused: 'the address is not public' };
    }
    return { target };
  };
}

function defaultPort(protocol: string): number {
  return protocol === 'http:' ? 80 : 443;
}

const hostPattern = /^(\[[\da-f:.]+\]|[^\s[\]:/?#@\\*%]+)(?::(\d{1,5}))?$/i;

function toOpenedHosts(entry: string): readonly string[] {
  const [, host, port] = hostPattern.exec(entry) ?? [];
  if (host === undefined || !URL.canParse(`http://${host}`) || Number(port ?? 1) > 65_535) {
    throw new TypeError(`allowHosts: "${entry}" is neither "host" nor "host:port".`);
  }
  const { hostname } = new URL(`http://${host}`);
  return port === undefined
    ? [`${hostname}:80`, `${hostname}:443`]
    : [`${hostname}:${Number(port)}`];
}
