import { apiKey, signedUrl } from './canaries.ts';
import type { AnswerMutation } from './mutate-bytes.ts';

const statuses = [
  200, 201, 202, 203, 204, 205, 206, 226, 299, 300, 301, 302, 303, 304, 307, 308, 400, 401, 402,
  403, 404, 405, 406, 408, 409, 410, 412, 413, 418, 422, 425, 426, 429, 431, 451, 499, 500, 501,
  502, 503, 504, 505, 507, 520, 521, 522, 523, 524, 525, 526, 529, 530, 598, 599,
];

const retryAfters = [
  'soon',
  '-1',
  '-1e9',
  '0',
  '1e9',
  '1e300',
  '1e306',
  '1e308',
  '99999999999999999999',
  'Infinity',
  'NaN',
  '0x7fffffff',
  '1.5',
  '1, 2',
  '2026-13-45',
  'Thu, 01 Jan 1970 00:00:00 GMT',
  'Fri, 31 Dec 9999 23:59:59 GMT',
  '+275760-09-13T00:00:00Z',
  '-271821-04-20T00:00:00Z',
  'garbage 1',
];

const long = 'x'.repeat(20_000);

const headers: readonly (readonly [string, string])[] = [
  ['content-length', '3'],
  ['content-length', '-1'],
  ['content-length', '99999999999'],
  ['content-length', 'many'],
  ['content-encoding', 'gzip'],
  ['content-encoding', 'no-such-encoding'],
  ['transfer-encoding', 'chunked, chunked'],
  ['content-type', long],
  ['content-type', ';;;='],
  ['content-type', apiKey],
  ['location', 'https://elsewhere.example.com/'],
  ['location', `/${apiKey}`],
  ['location', 'javascript:alert(1)'],
  ['set-cookie', `session=${long}; Domain=.example.com`],
  ['set-cookie', '__proto__=1; constructor=2'],
  ['date', 'never'],
  ['date', 'Thu, 01 Jan 1970 00:00:00 GMT'],
  ['x-request-id', long],
  ['x-request-id', `${apiKey} ${signedUrl}`],
  ['x-request-id', encodeURIComponent(apiKey)],
  ['x-aimlapi-usd-spent', '1e308'],
  ['x-aimlapi-usd-spent', '-1'],
  ['x-aimlapi-usd-spent', '9007199254740993'],
  ['x-aimlapi-credits-used', '1e308'],
  ['x-aimlapi-credits-used', 'NaN'],
  ['x-fal-error-type', 'internal_error'],
  ['x-fal-error-type', long],
  ['x-fal-error-type', apiKey],
  ['__proto__', 'polluted'],
  ['constructor', 'polluted'],
];

export const headMutations = {
  'wrong-status': (answer, chance) => ({ ...answer, status: chance.from(statuses) }),
  'retry-after': (answer, chance) => ({
    ...answer,
    status: chance.from([answer.status, 429, 503, 425, 408, 409]),
    headers: { ...answer.headers, 'retry-after': chance.from(retryAfters) },
  }),
  'odd-header': (answer, chance) => {
    const [name, value] = chance.from(headers);
    return { ...answer, headers: { ...answer.headers, ...Object.fromEntries([[name, value]]) } };
  },
} satisfies Readonly<Record<string, AnswerMutation>>;
