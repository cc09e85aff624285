const urlPattern = /https?:\/\/[^\s"'<>\\^`{|}]+/g;

/** One of these means that the address was signed, as S3, Google, Azure, CDNs and the like do it. */
const signing =
  /^(?:x-(?:amz|goog|oss|tos|cos|obs|bce|ms)-.+|.*signature|sig|sign|hmac|.*token|policy|.*access_?key_?id|googleaccessid|key-pair-id|.*credential|auth(?:_?key|orization)?|.*api_?key|hdn(?:ts|ea)|wssecret|q-signature|.*secret)$/i;
/** These mean little alone, and belong to a signature where there is one. */
const accompanying =
  /^(?:.*expir.*|wstime|q-.+|s[eprtv]|ss|spr|srt|sk[a-z]*|rs[a-z]{2}|e|t|ts|h)$/i;

/** Changes each web address in a text. */
export function mapUrls(text: string, change: (url: string) => string): string {
  return text.replaceAll(urlPattern, (url) => change(url));
}

/**
 * Takes what signs an address out of its query, and leaves the rest to the letter. The same address
 * signed twice is cut to the same one.
 */
export function cutUrl(url: string): string {
  const [, address = '', query, fragment = ''] = /^([^?#]*)\?([^#]*)(#.*)?$/.exec(url) ?? [];
  if (query === undefined) return url;
  const parameters = query.split('&');
  if (!parameters.some(isSigning)) return url;
  const kept = parameters.filter(
    (parameter) => !isSigning(parameter) && !accompanying.test(nameOf(parameter)),
  );
  return `${address}${kept.length === 0 ? '' : '?'}${kept.join('&')}${fragment}`;
}

function isSigning(parameter: string): boolean {
  return signing.test(nameOf(parameter)) || isOpaque(parameter.slice(nameOf(parameter).length + 1));
}

function nameOf(parameter: string): string {
  return parameter.split('=', 1)[0] ?? '';
}

/** Longer than any id, and no text: a signature under a name that is not known here. */
function isOpaque(value: string): boolean {
  return /^(?=.*\d)(?=.*[a-z])(?:[\w.~+/=-]|%2B|%2F|%3D){48,}$/i.test(value);
}
