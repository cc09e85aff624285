import { VideoGatewayError } from '@vidgate/core';

/** A wrong flag or value: the message names it, its value and what is allowed. */
export function usageError(message: string): VideoGatewayError {
  return new VideoGatewayError({ code: 'invalid-request', message });
}

/** A setting that is wrong or missing: the message names it and what is allowed. */
export function configurationError(message: string): VideoGatewayError {
  return new VideoGatewayError({ code: 'configuration', message });
}
