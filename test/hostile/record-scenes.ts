import type { VideoProvider } from '@vidgate/core';
import type { Fault, VendorSimulator } from '@vidgate/simulator';
import type { TestClock } from '@vidgate/testkit';
import { createTestClock } from '@vidgate/testkit';
import type { AnyAct } from './acts.ts';
import { acts, methodsOf } from './acts.ts';
import { apiKey } from './canaries.ts';
import type { Answer } from './hostile-answer.ts';
import { toAnswer } from './hostile-answer.ts';
import type { Vendor } from './vendors.ts';

/** One call of an adapter, and what its vendor really answers to it. */
export interface Scene {
  readonly name: string;
  readonly act: AnyAct;
  /** In the order of the requests that the call makes. */
  readonly answers: readonly Answer[];
}

/** The vendor refuses whatever it is asked, in its own form. */
const refusals: readonly Fault[] = [
  { name: 'rate-limited', retryAfterSeconds: 7 },
  { name: 'server-error' },
  { name: 'server-error', status: 503 },
  { name: 'unauthorized' },
  { name: 'key-inactive' },
  { name: 'forbidden', message: 'Content was rejected by moderation' },
  { name: 'insufficient-balance' },
  { name: 'echo-key' },
  { name: 'envelope-error', code: 400 },
  { name: 'envelope-error', code: 500 },
  { name: 'html-error-page' },
  { name: 'redirect', location: 'https://elsewhere.example.com/' },
];

const onSubmit: readonly Fault[] = [
  { name: 'no-task-id' },
  { name: 'odd-task-id', id: 'a b?c&d#e%20+é/../x' },
  { name: 'odd-task-id', id: 12_345_678 },
];

const onPoll: readonly Fault[] = [
  { name: 'unknown-status', status: 'reviewing' },
  { name: 'completed-without-url' },
  { name: 'missing-cost-time' },
  { name: 'poll-not-found' },
];

const fates: readonly Fault[] = [
  { name: 'task-fails' },
  { name: 'task-fails', code: 'SensitiveContent', message: 'Sensitive content detected' },
  { name: 'task-fails', code: 'image_load_error', message: 'Invalid image format' },
  { name: 'task-fails', code: 'no_media', message: 'It failed', status: 500 },
  { name: 'task-canceled' },
];

const nameOf = ({ name, ...rest }: Fault): string =>
  [name, ...Object.values(rest).map(String)].join(' ');

class Stage {
  readonly simulator: VendorSimulator;
  readonly provider: VideoProvider;
  readonly clock: TestClock = createTestClock();
  readonly scenes: Scene[] = [];
  #recorded: Answer[] = [];

  constructor(vendor: Vendor) {
    const { clock } = this;
    // Whoever a vendor asks or tells: frames are not found, webhooks are taken.
    const outside: typeof fetch = async (_input, init) =>
      new Response(null, { status: init?.method === 'POST' ? 200 : 404 });
    this.simulator = vendor.createSimulator({
      clock,
      apiKeys: [apiKey],
      runMs: 10_000,
      maxConcurrentTasks: 1_000,
      fetch: outside,
    });
    this.provider = vendor.createProvider({
      apiKey,
      fetch: async (input, init) => {
        const response = await this.simulator.fetch(input, init);
        this.#recorded.push(await toAnswer(response.clone()));
        return response;
      },
    });
  }

  /** False where this vendor cannot have the fault. */
  inject(fault: Fault): boolean {
    try {
      this.simulator.inject(fault);
      return true;
    } catch (error) {
      if (error instanceof TypeError) return false;
      throw error;
    }
  }

  async play(name: string, act: AnyAct): Promise<void> {
    this.#recorded = [];
    await act.call(this.provider, { clock: this.clock }, []).catch(() => {});
    this.simulator.clearFaults();
    if (this.#recorded.length === 0) return;
    this.scenes.push({ name, act, answers: this.#recorded });
  }

  async playWith(faults: readonly Fault[], name: string, act: AnyAct): Promise<void> {
    for (const fault of faults) {
      if (this.inject(fault)) await this.play(`${name}, ${nameOf(fault)}`, act);
    }
  }
}

/**
 * Has a simulated vendor answer everything that its adapter can ask, in every state and with every
 * refusal that it knows. What an adapter or a simulator learns to do joins by itself.
 */
export async function recordScenes(vendor: Vendor): Promise<readonly Scene[]> {
  const stage = new Stage(vendor);
  await recordSubmits(stage);
  for (const fate of [undefined, ...fates]) await recordLife(stage, fate);
  await recordReads(stage);
  recordDeliveries(stage, vendor);
  return stage.scenes;
}

async function recordSubmits(stage: Stage): Promise<void> {
  const { provider } = stage;
  const submit = acts.submit(provider, 'attempt-0');
  await stage.play('submit', submit);
  await stage.play('submit, again', submit);
  await stage.play('submit, of something else', acts.submit(provider, 'attempt-0', 'dusk'));
  await stage.play('submit, refused', acts.submit(provider, 'attempt-bad', ''));
  await stage.playWith([...refusals, ...onSubmit], 'submit', acts.submit(provider, 'attempt-1'));
}

async function recordLife(stage: Stage, fate: Fault | undefined): Promise<void> {
  const { provider, clock } = stage;
  if (fate !== undefined && !stage.inject(fate)) return;
  const name = fate === undefined ? 'poll' : `poll, ${nameOf(fate)}`;
  const attemptId = `attempt-${name.replaceAll(/\W/g, '-')}`;
  const submit = acts.submit(provider, attemptId);
  const { task } = await submit.send(provider, { clock }, []);
  const poll = acts.poll(task);
  await stage.play(`${name}, at once`, poll);
  await clock.advance(2_000);
  await stage.play(`${name}, while it runs`, poll);
  await clock.advance(10_000);
  await stage.play(`${name}, in the end`, poll);
  if (fate !== undefined) return;
  await stage.playWith([...refusals, ...onPoll], 'poll', poll);
  await clock.advance(3_600_000);
  if (methodsOf(provider).includes('findTask')) {
    const found = acts.findTask(task.model, attemptId, clock.now() - 3_612_000);
    await stage.play('look-up', found);
    await stage.play('look-up, of nothing', acts.findTask(task.model, 'no-attempt', clock.now()));
    await stage.playWith(refusals, 'look-up', found);
  }
}

async function recordReads(stage: Stage): Promise<void> {
  for (const method of ['balance', 'prices', 'upload'] as const) {
    if (!methodsOf(stage.provider).includes(method)) continue;
    await stage.play(method, acts[method]());
    await stage.playWith(refusals, method, acts[method]());
  }
}

/** What was delivered to our webhook is mutated as an answer is, and signed after that. */
function recordDeliveries(stage: Stage, vendor: Vendor): void {
  const bodies = new Map(stage.simulator.deliveries.map(({ body }) => [body.length, body]));
  for (const [index, text] of [...bodies.values()].entries()) {
    const answers = [{ status: 200, headers: {}, body: new TextEncoder().encode(text) }];
    const signed = acts.parseWebhook(vendor.sign, true);
    stage.scenes.push({ name: `webhook ${index}`, act: signed, answers });
    const unsigned = acts.parseWebhook(() => ({ 'x-webhook-signature': 'sha256=0' }), false);
    stage.scenes.push({ name: `webhook ${index}, unsigned`, act: unsigned, answers });
  }
}
