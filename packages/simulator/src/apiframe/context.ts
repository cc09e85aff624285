import type { TaskRunner } from '../kernel/task-runner.ts';
import type { Workbench } from '../kernel/workbench.ts';
import type { IdempotencyMemory } from './idempotency.ts';
import type { SubmitParser } from './submit-schema.ts';
import type { AnswerContext, ApiframeDetails } from './task-answer.ts';

/** What the endpoints need. */
export interface ApiframeContext {
  readonly workbench: Workbench;
  readonly tasks: TaskRunner<ApiframeDetails>;
  readonly memory: IdempotencyMemory;
  readonly parseSubmit: SubmitParser;
  readonly usdPerCredit: number;
  readonly uploadLifetimeMs: number;
  readonly answerContext: () => AnswerContext;
}
