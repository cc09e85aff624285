import type { TaskRunner } from '../kernel/task-runner.ts';
import type { Workbench } from '../kernel/workbench.ts';
import type { SubmitParser } from './submit-schema.ts';
import type { FalDetails } from './task-answer.ts';
import type { WebhookKeys } from './webhook-keys.ts';

/** What the endpoints need. */
export interface FalContext {
  readonly workbench: Workbench;
  readonly tasks: TaskRunner<FalDetails>;
  readonly parseSubmit: SubmitParser;
  readonly webhookKeys: WebhookKeys;
  readonly webhookUrls: 'https' | 'any';
  readonly validatesAt: 'submit' | 'run';
  readonly detailShape: 'list' | 'text' | undefined;
}
