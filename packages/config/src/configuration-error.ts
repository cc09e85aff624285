import { VideoGatewayError } from '@vidgate/core';
import type { Environment } from './environment.ts';
import { scrub } from './environment.ts';

const longestMessage = 400;

/** An error of the code `configuration`: nothing was sent, and somebody has to change a file. */
export function configurationError(message: string): VideoGatewayError {
  return new VideoGatewayError({ code: 'configuration', message });
}

/** What somebody else's code has thrown, in one line and without the environment's secrets. */
export function toForeignMessage(thrown: unknown, env: Environment): string {
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  const [told = ''] = text.split('\nRequire stack:');
  const line = scrub(told, env).replaceAll(/\s+/g, ' ').trim();
  return line.length > longestMessage ? `${line.slice(0, longestMessage)}…` : line;
}
