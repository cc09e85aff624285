import { expect, test } from 'vitest';
import { createUrlRule } from './url-rule.ts';

function isAllowed(url: string, allowHosts: readonly string[] = []): boolean {
  return createUrlRule(allowHosts)(new URL(url)).target !== undefined;
}

test.each([
  'https://cdn.example/video.mp4?token=1',
  'https://cdn.example:443/',
  'https://1.1.1.1/',
  'https://[2606:4700:4700::1111]/',
])('%s may be asked for', (url) => {
  expect(isAllowed(url)).toBe(true);
});

test.each([
  ['that port of it', 'http://sandbox.test:8080/', 'sandbox.test:8080', true],
  ['that port of it, over TLS', 'https://sandbox.test:8080/', 'sandbox.test:8080', true],
  ['another port of it', 'http://sandbox.test:8081/', 'sandbox.test:8080', false],
  ['the port of http', 'http://sandbox.test/', 'sandbox.test', true],
  ['the port of https', 'https://sandbox.test/', 'sandbox.test', true],
  ['any port, when none is named', 'http://sandbox.test:8080/', 'sandbox.test', false],
  ['port 80, when named', 'http://sandbox.test/', 'sandbox.test:80', true],
  ['capital letters', 'http://sandbox.test:8080/', 'Sandbox.TEST:8080', true],
  ['an address', 'http://127.0.0.1:8080/', '127.0.0.1:8080', true],
  ['the same address in decimal', 'http://2130706433:8080/', '127.0.0.1:8080', true],
  ['another address', 'http://127.0.0.2:8080/', '127.0.0.1:8080', false],
  ['an IPv6 address', 'http://[::1]:8080/', '[::1]:8080', true],
  ['a longer spelling of it', 'http://[::1]:8080/', '[0:0:0:0:0:0:0:1]:8080', true],
  ['a subdomain', 'http://a.sandbox.test:8080/', 'sandbox.test:8080', false],
  ['a name that begins alike', 'http://sandbox.test.evil.test:8080/', 'sandbox.test:8080', false],
  ['a trailing dot', 'http://sandbox.test.:8080/', 'sandbox.test:8080', false],
  ['credentials', 'http://me@sandbox.test:8080/', 'sandbox.test:8080', false],
  ['another protocol', 'ftp://sandbox.test:8080/', 'sandbox.test:8080', false],
])('an opened host opens exactly itself: %s', (_what, url, allowed, expected) => {
  expect(isAllowed(url, [allowed])).toBe(expected);
});

test.each([
  '',
  '*.example.com',
  'http://localhost',
  'localhost:',
  'localhost:port',
  'localhost:65536',
  'localhost/path',
  'me@localhost',
  '::1',
  'local host',
])('%j is no host to open', (entry) => {
  expect(() => createUrlRule([entry])).toThrow(TypeError);
});
