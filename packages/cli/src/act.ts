import type { Command, OptionValues } from 'commander';
import type { ExitCode } from './exit-codes.ts';
import type { Session } from './session.ts';

/** What a command does: gets its operands and flags, returns what the process ends with. */
export type Work<Flags extends OptionValues> = (
  session: Session,
  operands: readonly string[],
  flags: Flags,
) => Promise<ExitCode>;

/** Makes what a command does out of `work`, in the form that commander calls. */
export type Act = <Flags extends OptionValues>(
  work: Work<Flags>,
) => (this: Command) => Promise<void>;
