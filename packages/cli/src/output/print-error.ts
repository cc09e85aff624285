import { VideoGatewayError } from '@vidgate/core';
import type { ExitCode } from '../exit-codes.ts';
import { exitCodes, toExitCode } from '../exit-codes.ts';
import type { Output } from './output.ts';

/** Says what ended a command, and returns what it ends with. */
export function printError(error: unknown, output: Output): ExitCode {
  if (VideoGatewayError.isInstance(error)) {
    output.note(`error: ${error.message}`);
    if (output.json) output.result({ error: error.toJSON() }, '');
    return toExitCode(error.code);
  }
  // Adapters and the gateway throw these for wrong settings, with a message for people.
  const isSetting = error instanceof TypeError;
  const message = error instanceof Error ? error.message : String(error);
  output.note(`error: ${isSetting ? message : `${message} (this is a bug in vidgate)`}`);
  if (output.json) {
    const code = isSetting ? 'configuration' : 'unexpected';
    output.result({ error: { code, message } }, '');
  }
  return isSetting ? exitCodes.usage : exitCodes.failed;
}
