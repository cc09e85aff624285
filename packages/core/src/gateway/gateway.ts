import type { AdvanceResult } from '../engine/advance.ts';
import type { JobUpdate } from '../engine/engine-context.ts';
import type { Resolution } from '../engine/resolve.ts';
import type { Job } from '../job/job.ts';
import type { JobsPage, JobsQuery } from '../ledger/ledger.ts';
import type { VideoRequestInput } from '../request/video-request.ts';
import type { Plan } from '../routing/plan.ts';
import type { GenerateOptions, PlanOptions, SubmitOptions } from './gateway-settings.ts';
import type { GatewayOperations } from './operating.ts';
import type { VideoResult } from './video-result.ts';
import type { WaitOptions } from './wait-for-job.ts';

/** What became of a wish to cancel. */
export interface CancelResult {
  /**
   * `canceled`: nothing was sent, or nothing came of it. `following`: a vendor may be working, no
   * vendor here can be stopped, so the task is followed to its end and its video kept. `final`: the
   * job was over already.
   */
  readonly result: 'canceled' | 'following' | 'final';
  /** Whether the job may still cost money, or already has. */
  readonly mayBill: boolean;
  readonly job: Job;
}

/** Generates videos at whichever provider is best, without ever paying twice by accident. */
export interface Gateway extends GatewayOperations {
  /**
   * Says who would be asked, in which order and at what price, and who would not and why. Spends
   * nothing and asks nobody.
   *
   * @throws {VideoGatewayError} `invalid-request`
   */
  plan(request: VideoRequestInput, options?: PlanOptions): Promise<Plan>;

  /**
   * Records a job and returns it at once, `queued`; no vendor is waited for.
   *
   * @throws {VideoGatewayError} `invalid-request`, `no-provider` or `budget-exceeded` for what can
   *   never run, `idempotency-conflict`, `ledger-unavailable`: with a `jobId` and outcome `unknown`
   *   the job may be there all the same, and look it up before submitting again
   */
  submit(request: VideoRequestInput, options?: SubmitOptions): Promise<Job>;

  /**
   * Waits for a job; never throws because it failed.
   *
   * @throws {VideoGatewayError} `aborted`, `unknown-job`
   */
  wait(jobId: string, options?: WaitOptions): Promise<Job>;

  /**
   * Submits, waits, and returns the video.
   *
   * @throws {VideoGatewayError} with `jobId` and the code of what went wrong; the job can still be
   *   looked at, waited for and, where it was only held, completed
   */
  generate(request: VideoRequestInput, options?: GenerateOptions): Promise<VideoResult>;

  /**
   * The video of a job that has one.
   *
   * @throws {VideoGatewayError} that says why there is none, `unknown-job`
   */
  video(jobId: string): Promise<VideoResult>;

  /** @throws {VideoGatewayError} `unknown-job` */
  job(jobId: string): Promise<Job>;
  /** Lists jobs, newest first, a page at a time. @throws {VideoGatewayError} `invalid-request` */
  jobs(query?: JobsQuery): Promise<JobsPage>;
  /** What happens to a job from the first look on, until it is over. */
  watch(jobId: string): AsyncIterable<JobUpdate>;

  /** Starts no new attempt for a job and says honestly whether it may still be billed. */
  cancel(jobId: string): Promise<CancelResult>;

  /**
   * Applies a person's decision to a held job; see {@link Resolution} for what each one means.
   *
   * @throws {VideoGatewayError} `invalid-request`, `not-found`, `ledger-conflict`,
   *   `provider-missing`, `unknown-job`
   */
  resolve(jobId: string, resolution: Resolution): Promise<Job>;

  /**
   * Answers a vendor's report, under whatever path `webhooks.baseUrl` names. Never trusts what it
   * says: the task is read again with our own key. Safe to call for anything that comes in.
   */
  handleWebhook(request: Request): Promise<Response>;

  /** One step of a job, for engines that drive jobs themselves (`drive: false`). */
  advance(jobId: string): Promise<AdvanceResult>;
  /**
   * Takes over the unfinished jobs of processes that are gone; returns how many it took at once. From
   * then on this process keeps taking over what becomes nobody's. Call it once at start.
   */
  resume(): Promise<number>;

  /** Starts nothing new, waits for submits in flight, closes the ledger. Jobs can be resumed. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}
