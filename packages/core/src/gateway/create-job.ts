import type { Job } from '../job/job.ts';
import { newJob } from '../job/new-job.ts';
import { toSha256 } from '../request/to-sha256.ts';
import type { VideoRequest } from '../request/video-request.ts';
import type { Excluded, Plan } from '../routing/plan.ts';
import type { RoutingSettings } from '../routing/routing-settings.ts';
import { toNoProviderError } from '../routing/to-no-provider-error.ts';
import { VideoGatewayError } from '../video-gateway-error.ts';

export interface JobParts {
  readonly id: string;
  readonly request: VideoRequest;
  readonly routing: RoutingSettings;
  readonly fit: 'adapt' | 'strict';
  readonly idempotencyKey: string | undefined;
  /** The process that drives it. */
  readonly owner?: string | undefined;
  readonly now: number;
}

/** A job before its first commit. */
export async function createJob({
  id,
  request,
  routing,
  fit,
  idempotencyKey,
  owner,
  now,
}: JobParts): Promise<Job> {
  const fingerprint = await toFingerprint(request);
  return {
    ...newJob({ id, request, routing, fit, fingerprint }, now),
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
    ...(owner === undefined ? {} : { owner }),
  };
}

/** The same for requests that ask for the same video, whatever the order of their fields. */
export async function toFingerprint(request: VideoRequest): Promise<string> {
  const canonical = JSON.stringify(request, (_key, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
  return await toSha256(canonical);
}

/**
 * Refuses a request that no provider could take before its deadline; one that is only out for a
 * moment is no reason.
 */
export function refuseHopeless(plan: Plan, deadline: number): void {
  const isOut = ({ until }: Excluded): boolean => until === undefined || until > deadline;
  const hopeless = plan.candidates.length === 0 && plan.excluded.every(isOut);
  if (hopeless) throw new VideoGatewayError(toNoProviderError(plan));
}
