export type { ArchivedFile, ArchiveFile, ArchiveOptions, AssetArchive } from './asset-archive.ts';
export type { ResultDownloadSettings } from './download-results.ts';
export type { AdvanceResult } from './engine/advance.ts';
export type {
  BudgetByMetadata,
  BudgetSettings,
  GatewayUpdate,
  JobUpdate,
  JobUpdateEvent,
  LivePriceSettings,
  ProviderUpdate,
  Staging,
} from './engine/engine-context.ts';
export type { Resolution } from './engine/resolve.ts';
export type { Adaptation, FittedRequest } from './fit-to-offer.ts';
export { fitToOffer, toAdaptations } from './fit-to-offer.ts';
export { createGateway } from './gateway/create-gateway.ts';
export type { CancelResult, Gateway } from './gateway/gateway.ts';
export type {
  GatewaySettings,
  GenerateOptions,
  PlanOptions,
  SubmitOptions,
} from './gateway/gateway-settings.ts';
export type {
  GatewayOperations,
  ModelReport,
  ProviderReport,
  RestOptions,
} from './gateway/operating.ts';
export type { ReadOptions, VideoResult } from './gateway/video-result.ts';
export type { WaitOptions } from './gateway/wait-for-job.ts';
export type { BreakerState } from './health/breaker.ts';
export type { ProviderEvent } from './health/provider-event.ts';
export type { Breaker, ProviderHealth, RestReason } from './health/provider-health.ts';
export type {
  Asset,
  Attempt,
  AttemptState,
  HeldReason,
  Job,
  JobState,
  Quote,
  StagedFrame,
} from './job/job.ts';
export { isFinal } from './job/job.ts';
export type { Evidence, JobEvent, JobEventType, VendorTimes } from './job/job-event.ts';
export type { ResubmitAllowance, UnknownSubmitPolicy } from './job/job-facts.ts';
export type { PollingSettings } from './job/poll-schedule.ts';
export type { JsonObject, JsonValue } from './json.ts';
export type {
  DriftRow,
  JobsPage,
  JobsQuery,
  Ledger,
  LedgerAnswers,
  LedgerChange,
  LedgerCommit,
  LedgerHealth,
  LedgerHeartbeat,
  LedgerQuestions,
  LedgerRemoval,
  Orphan,
  OutcomeRow,
  SpendLimit,
  SpendQuery,
  SpendRow,
  SpendScope,
} from './ledger/ledger.ts';
export { memoryLedger } from './ledger/memory-ledger.ts';
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
export type { Assumption, Assumptions } from './routing/assumption.ts';
export type {
  Exclusion,
  ExclusionReason,
  LastingReason,
  TemporaryReason,
} from './routing/find-exclusion.ts';
export type { Outlook } from './routing/outlook.ts';
export type { Candidate, Excluded, Plan, PlanWait } from './routing/plan.ts';
export type { RoutingSettings } from './routing/routing-settings.ts';
export { Secret } from './secret.ts';
export type { FittingProvider, VendorRequest } from './to-vendor-request.ts';
export { toVendorRequest } from './to-vendor-request.ts';
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
