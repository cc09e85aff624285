import type { TaskRunner } from '../kernel/task-runner.ts';
import type { Workbench } from '../kernel/workbench.ts';
import type { SubmitParser } from './submit-schema.ts';
import type { AimlapiDetails } from './task-answer.ts';

/** What the endpoints need. */
export interface AimlapiContext {
  readonly workbench: Workbench;
  readonly tasks: TaskRunner<AimlapiDetails>;
  readonly parseSubmit: SubmitParser;
  readonly submitStatus: 200 | 201;
  readonly errorShape: 'name-message' | 'detail';
  readonly logLagMs: number;
  readonly allowsLogRequest: () => boolean;
}
