import type { z } from 'zod';
import type { FittedRequest } from './fit-to-offer.ts';
import { fitToOffer } from './fit-to-offer.ts';
import type { JsonObject } from './json.ts';
import { requireOffer } from './offer.ts';
import type { VideoProvider } from './provider.ts';
import type { StagedRequest } from './request/video-request.ts';
import type { ErrorCode } from './video-gateway-error.ts';
import { VideoGatewayError } from './video-gateway-error.ts';

/** A request, fitted to an offer, with what an adapter needs to write its body. */
export interface VendorRequest<Options extends JsonObject> extends FittedRequest {
  /** The vendor's id for this model in this mode. */
  readonly vendorModel: string;
  /** The caller's `providerOptions` for this vendor. */
  readonly options: Options;
}

/** What {@link toVendorRequest} needs of a provider. */
export type FittingProvider<Options extends JsonObject> = Pick<
  VideoProvider,
  'id' | 'vendor' | 'offers'
> & { readonly optionsSchema: z.ZodType<Options> };

/**
 * The part of `prepare` that is the same for every vendor.
 *
 * @throws {VideoGatewayError} `unsupported` when the model, its mode or the end frame is not
 *   offered, `invalid-request` for wrong `providerOptions`: nothing is ever dropped in silence
 */
export function toVendorRequest<Options extends JsonObject>(
  provider: FittingProvider<Options>,
  asked: StagedRequest,
): VendorRequest<Options> {
  const offer = requireOffer(provider, asked.model);
  const { request, adaptations } = fitToOffer(asked, offer.capabilities);
  const fromText = request.startFrame === undefined;
  const { textToVideo, imageToVideo } = offer.vendorModels;
  const vendorModel = fromText ? textToVideo : imageToVideo;
  const refuse = (code: ErrorCode, message: string): VideoGatewayError =>
    new VideoGatewayError({ code, provider: provider.id, message: `${provider.id} ${message}` });
  if (vendorModel === undefined) {
    throw refuse('unsupported', `makes no ${offer.model} from ${fromText ? 'text' : 'an image'}.`);
  }
  if (request.endFrame !== undefined && !offer.capabilities.endFrame) {
    throw refuse('unsupported', `takes no end frame for ${offer.model}.`);
  }
  const options = provider.optionsSchema.safeParse(request.providerOptions[provider.vendor] ?? {});
  if (options.success) return { request, adaptations, vendorModel, options: options.data };
  const problems = options.error.issues.map(({ path, message }) =>
    [['providerOptions', provider.vendor, ...path].join('.'), message].join(': '),
  );
  throw refuse('invalid-request', `refuses ${problems.join('; ')}.`);
}
