import type { Outcome } from '@vidgate/core';
import { VideoGatewayError } from '@vidgate/core';

// Paths are kept with jobs and the key is sent to them, so none is believed that could leave the
// vendor: no scheme, no empty segment, no step up.
const segments = String.raw`[\w-][\w.-]*(?:/[\w-][\w.-]*)+`;
const submitPattern = new RegExp(String.raw`^(${segments})(?:\?fal_webhook=[^&#]*)?$`);
const requestsPattern = new RegExp(`^${segments}/requests$`);
const statusPattern = new RegExp(`^/(${segments}/requests)/[^/]+/status$`);

/** What a path is needed for, for errors. */
export interface PathUse {
  readonly provider: string;
  readonly outcome: Outcome;
}

/** Where a task is submitted; fal takes the callback URL there, and not in the body. */
export function toSubmitPath(endpoint: string, callbackUrl: string | undefined): string {
  return callbackUrl === undefined
    ? endpoint
    : `${endpoint}?fal_webhook=${encodeURIComponent(callbackUrl)}`;
}

/**
 * Takes a stored path for a submit.
 *
 * @throws {VideoGatewayError} `configuration` where it is none
 */
export function checkSubmitPath(route: string, use: PathUse): string {
  if (submitPattern.test(route)) return route;
  throw noPath(route, use);
}

/**
 * Says where the tasks of a submit path are read, or takes a stored path as it is.
 *
 * @throws {VideoGatewayError} `configuration` where it is none
 */
export function toRequestsPath(route: string, use: PathUse): string {
  if (requestsPattern.test(route)) return route;
  const endpoint = submitPattern.exec(route)?.[1];
  if (endpoint === undefined) throw noPath(route, use);
  // Only owner and app: what follows them in an endpoint names one of the app's ways to be called.
  return `${endpoint.split('/').slice(0, 2).join('/')}/requests`;
}

/** Reads the same out of the URL that a submit is answered with; the host in it is not believed. */
export function readRequestsPath(statusUrl: string | null | undefined): string | undefined {
  const pathname = URL.parse(statusUrl ?? '')?.pathname ?? '';
  return statusPattern.exec(pathname)?.[1];
}

function noPath(route: string, { provider, outcome }: PathUse): VideoGatewayError {
  const message = `${provider} has no path "${route}"; it has paths such as fal-ai/kling-video/requests.`;
  return new VideoGatewayError({ code: 'configuration', outcome, provider, message });
}
