import type { Mutant } from './mutant.ts';

const addresses = 'packages/core/src/download/public-address.ts';
const rule = 'packages/core/src/download/url-rule.ts';
const lookup = 'packages/core/src/download/checked-lookup.ts';
const fetch = 'packages/core/src/download/guarded-fetch.ts';
const hop = 'packages/core/src/download/request-hop.ts';
const addressesTest = 'packages/core/src/download/public-address.test.ts';
const ruleTest = 'packages/core/src/download/url-rule.test.ts';
const lookupTest = 'packages/core/src/download/checked-lookup.test.ts';
const refusalsTest = 'packages/core/test/download/guarded-fetch-refusals.test.ts';
const limitsTest = 'packages/core/test/download/guarded-fetch-limits.test.ts';
const tlsTest = 'packages/core/test/download/guarded-fetch-tls.test.ts';

/** Bugs in how addresses that strangers chose are fetched. */
export const downloadMutants: readonly Mutant[] = [
  {
    name: 'a private network is public',
    file: addresses,
    find: "  ['10.0.0.0', 8],\n",
    replace: '',
    mustFail: [addressesTest],
  },
  {
    name: 'the metadata service of a cloud is public',
    file: addresses,
    find: "  ['169.254.0.0', 16],\n",
    replace: '',
    mustFail: [addressesTest],
  },
  {
    name: 'a part of a private network is public',
    file: addresses,
    find: "['172.16.0.0', 12]",
    replace: "['172.16.0.0', 16]",
    mustFail: [addressesTest],
  },
  {
    name: 'an IPv4 address in the clothes of IPv6 is public',
    file: addresses,
    find: "openIpv6.check(address, 'ipv6') && !closedIpv6",
    replace: '!closedIpv6',
    mustFail: [addressesTest],
  },
  {
    name: '6to4 leads to any IPv4 address',
    file: addresses,
    find: "  ['2002::', 16],\n",
    replace: '',
    mustFail: [addressesTest],
  },
  {
    name: 'plain http is fetched',
    file: rule,
    find: "if (url.protocol !== 'https:' && !isHttp)",
    replace: "if (url.protocol === 'ftp:' && !isHttp)",
    mustFail: [refusalsTest],
  },
  {
    name: 'credentials in an address are sent',
    file: rule,
    find: "if (url.username !== '' || url.password !== '') {",
    replace: "if (url.username === ' ') {",
    mustFail: [ruleTest],
  },
  {
    name: 'any port is fetched',
    file: rule,
    find: 'if (port !== 443)',
    replace: 'if (port === 0)',
    mustFail: [refusalsTest],
  },
  {
    name: 'a host that is opened on one port is open on all',
    file: rule,
    find: 'opened: opened.has(',
    replace:
      "opened: [...opened].some((entry) => entry.split(':')[0] === url.hostname) || opened.has(",
    mustFail: [ruleTest],
  },
  {
    name: 'one public address makes a name public',
    file: lookup,
    find: '!records.every(',
    replace: '!records.some(',
    mustFail: [lookupTest],
  },
  {
    name: 'a redirect goes anywhere',
    file: fetch,
    find: '    if (decision.target === undefined) throw refuse(decision.refused);\n    target = decision.target;',
    replace:
      '    target = decision.target ?? {\n      url: location,\n      hostname: location.hostname,\n      port: Number(location.port || 443),\n      opened: true,\n    };',
    mustFail: [refusalsTest],
  },
  {
    name: 'redirects are followed without end',
    file: fetch,
    find: 'if (redirects === maxRedirects)',
    replace: 'if (redirects === 1_000 * maxRedirects)',
    mustFail: [refusalsTest],
  },
  {
    name: 'headers go along a redirect',
    file: fetch,
    find: 'redirects === 0 ? options.headers : {}',
    replace: 'options.headers',
    mustFail: [refusalsTest],
  },
  {
    name: 'any header can be sent',
    file: fetch,
    find: '!sendableHeaders.includes(name) || ',
    replace: '',
    mustFail: [refusalsTest],
  },
  {
    name: 'a body that says to be too large is read',
    file: fetch,
    find: "Number(headers.get('content-length') ?? 0) > limits.maxBytes",
    replace: 'limits.maxBytes < 0',
    mustFail: [limitsTest],
  },
  {
    name: 'an unchecked resolver is asked',
    file: hop,
    find: 'target.opened ? limits.lookup : checkedLookup(limits.lookup)',
    replace: 'limits.lookup',
    mustFail: [refusalsTest],
  },
  {
    name: 'a certificate of anybody is taken',
    file: hop,
    find: 'rejectUnauthorized: true',
    replace: 'rejectUnauthorized: false',
    mustFail: [tlsTest],
  },
  {
    name: 'the whole address is named in a refusal',
    file: fetch,
    find: "return url.host === ''",
    replace: "return url.host !== ''\n    ? url.href\n    : url.host === ''",
    mustFail: [refusalsTest],
  },
];
