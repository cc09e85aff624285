export type { Adaptation, FittedRequest } from './fit-to-offer.ts';
export { fitToOffer, toAdaptations } from './fit-to-offer.ts';
export type { JsonObject, JsonValue } from './json.ts';
export type {
  LatencyHint,
  ModelOffer,
  OfferCapabilities,
  OfferOverride,
  OfferOverrides,
  OfferPrice,
  PriceCertainty,
} from './offer.ts';
export { mergeOffers, requireOffer } from './offer.ts';
export type { Clock, Ports } from './ports.ts';
export { systemClock, systemPorts } from './ports.ts';
export type {
  Accepted,
  Balance,
  Cost,
  FindTaskQuery,
  FoundTask,
  PrepareContext,
  PreparedSubmit,
  ProviderAccount,
  ProviderCallOptions,
  ProviderTraits,
  TaskAsset,
  TaskFacts,
  TaskFailure,
  TaskRef,
  TaskStatus,
  UploadedMedia,
  VideoProvider,
  WebhookDelivery,
  WebhookHint,
} from './provider.ts';
export type { Frame, FrameFile, FrameInput, Media } from './request/frame.ts';
export type {
  ParsedRequest,
  StagedRequest,
  VideoRequest,
  VideoRequestInput,
} from './request/video-request.ts';
export { defaultModel, parseVideoRequest } from './request/video-request.ts';
export { Secret } from './secret.ts';
export { formatUsd, toUsdMicros } from './usd.ts';
export type {
  Charged,
  ErrorCode,
  ErrorDetails,
  ErrorRecord,
  Operation,
  Outcome,
  SystemCause,
} from './video-gateway-error.ts';
export { VideoGatewayError } from './video-gateway-error.ts';
