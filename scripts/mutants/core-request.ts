import type { Mutant } from './mutant.ts';
import { conformance } from './mutant.ts';

const fit = 'packages/core/src/fit-to-offer.ts';
const toVendor = 'packages/core/src/to-vendor-request.ts';

/** Bugs in how a request becomes what a vendor is asked. */
export const requestMutants: readonly Mutant[] = [
  {
    name: 'cfg is reported as rounded and sent as it was',
    file: fit,
    find: '{ ...request, ...changes }',
    replace: '{ ...request, ...changes, cfgScale: request.cfgScale }',
    mustFail: [conformance.apixo],
  },
  {
    name: 'cfg is rounded with the errors of binary fractions',
    file: fit,
    find: 'Math.round(rounded(value / step))',
    replace: 'Math.floor(value / step)',
    mustFail: [conformance.apixo],
  },
  {
    name: 'what was adapted is not reported',
    file: fit,
    find: 'return { request: { ...request, ...changes }, adaptations };',
    replace: 'return { request: { ...request, ...changes }, adaptations: [] };',
    mustFail: [conformance.apixo],
  },
  {
    name: 'the ratio is sent beside a start frame that decides it',
    file: fit,
    find: 'if (aspectRatio !== undefined && frameDecides) {',
    replace: "if (aspectRatio === '' && frameDecides) {",
    mustFail: [conformance.apixo, conformance.aimlapi],
  },
  {
    name: 'an end frame that is not offered is silently dropped',
    file: toVendor,
    find: 'if (request.endFrame !== undefined && !offer.capabilities.endFrame) {',
    replace: "if (request.endFrame === '') {",
    mustFail: [conformance.aimlapi],
  },
  {
    name: 'a start frame goes to the model that makes videos from text',
    file: toVendor,
    find: 'const vendorModel = fromText ? textToVideo : imageToVideo;',
    replace: 'const vendorModel = textToVideo;',
    mustFail: [conformance.aimlapi],
  },
  {
    name: 'unknown options are silently dropped',
    file: toVendor,
    find: 'provider.optionsSchema.safeParse(request.providerOptions[provider.vendor] ?? {})',
    replace: 'provider.optionsSchema.safeParse({})',
    mustFail: Object.values(conformance),
  },
];
