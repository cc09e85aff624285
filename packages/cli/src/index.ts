/**
 * The `vidgate` command, for those who run it: what it ends with, and what it tells a command that
 * runs in its sandbox. The command itself is `bin`.
 *
 * @module
 */
export type { ExitCode } from './exit-codes.ts';
export { exitCodes } from './exit-codes.ts';
export type { Sandbox } from './sandbox/sandbox.ts';
export { readSandbox } from './sandbox/sandbox.ts';
