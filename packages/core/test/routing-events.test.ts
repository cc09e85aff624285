import type { GatewaySettings, GatewayUpdate } from '@vidgate/core';
import { VideoGatewayError } from '@vidgate/core';
import type { FakeProvider, FakeProviderSettings } from '@vidgate/testkit';
import { expect, test } from 'vitest';
import { setupGateway } from './setup-gateway.ts';

const request = { prompt: 'dawn breaks over the ridge' };
const model = 'kling-2.5-turbo-pro';
const second = 1_000;
const minute = 60_000;

type AnyEvent = GatewayUpdate['event'];

function isOf<Type extends AnyEvent['type']>(
  event: AnyEvent,
  type: Type,
): event is Extract<AnyEvent, { readonly type: Type }> {
  return event.type === type;
}

type Make = (settings: FakeProviderSettings) => FakeProvider;
const two = (make: Make): FakeProvider[] => [
  make({ id: 'first', usd: { 5: 0.3 } }),
  make({ id: 'second', usd: { 5: 0.4 } }),
];
const one = (make: Make): FakeProvider[] => [make({ id: 'first', usd: { 5: 0.3 } })];

function setup(
  makeProviders: (make: Make) => FakeProvider[] = two,
  settings: Partial<GatewaySettings> = {},
) {
  const updates: GatewayUpdate[] = [];
  const onEvent = (update: GatewayUpdate): void => void updates.push(update);
  const world = setupGateway(makeProviders, { onEvent, ...settings });
  const [first] = world.providers;
  if (first === undefined) throw new Error('a test needs a provider');
  return {
    ...world,
    first,
    /** The events of one type, in order. */
    events: <Type extends AnyEvent['type']>(type: Type) =>
      updates.map(({ event }) => event).filter((event) => isOf(event, type)),
    /** The types of all events of providers, in order. */
    ofProviders: () => updates.flatMap(({ job, event }) => (job === undefined ? [event.type] : [])),
    async send(count = 1): Promise<void> {
      for (let index = 0; index < count; index += 1) {
        await world.gateway.submit(request);
        await world.clock.advance(10);
      }
    },
  };
}

test('a plan is told with each attempt: who is asked and why, and why the others are not', async () => {
  const { first, clock, send, events } = setup();
  first.onNextSubmit({ do: 'reject', code: 'unsupported' });
  await send();
  await clock.advance(minute);
  const plans = events('plan-made').map(({ plan }) => plan);
  expect(plans[0]).toMatchObject({
    candidates: [{ provider: 'first' }, { provider: 'second' }],
    excluded: [],
  });
  expect(plans.at(-1)).toMatchObject({
    candidates: [{ provider: 'second', why: 'the only one that can take it' }],
    excluded: [
      {
        provider: 'first',
        reason: 'already-tried',
        message: 'first was tried: first refused: unsupported',
      },
    ],
  });
});

test('a job that is accepted at once tells one plan', async () => {
  const { clock, send, events } = setup();
  await send();
  await clock.advance(minute);
  expect(events('plan-made')).toHaveLength(1);
});

test('a job whose first submit is refused tells one plan for each attempt', async () => {
  const { first, clock, send, events } = setup();
  first.onNextSubmit({ do: 'reject', code: 'unsupported' });
  await send();
  await clock.advance(minute);
  expect(events('attempt-intended')).toHaveLength(2);
  expect(events('plan-made')).toHaveLength(2);
});

test('a job that waits says so once for each reason, however often it looks', async () => {
  const { first, clock, gateway, send, events } = setup(one);
  first.onNextSubmit({ do: 'reject', code: 'rate-limited', retryAfterMs: 50 * second });
  await send();
  await clock.advance(30 * second);
  expect(events('job-waiting')).toHaveLength(1);
  expect(events('job-waiting')[0]).toMatchObject({
    plan: { candidates: [], excluded: [{ provider: 'first', reason: 'rate-limited' }] },
  });
  await gateway.rest('first', { forMs: 3 * minute });
  await clock.advance(2 * minute);
  expect(events('job-waiting').slice(1)).toMatchObject([
    { plan: { excluded: [{ provider: 'first', reason: 'resting' }] } },
  ]);
  await clock.advance(3 * minute);
  expect(events('job-waiting')).toHaveLength(2);
  expect(events('plan-made')).toHaveLength(2);
});

test('a job that looks every minute whether a rest is over says once that it waits', async () => {
  const { clock, gateway, send, events } = setup(one);
  await gateway.rest('first');
  await send();
  await clock.advance(9 * minute);
  expect(events('job-waiting')).toHaveLength(1);
  await gateway.restore('first');
  await clock.advance(minute);
  expect(events('plan-made')).toHaveLength(1);
});

test('a job that waits for a cheaper provider says for whom, and who would take it', async () => {
  const { first, send, events } = setup();
  first.onNextSubmit({ do: 'reject', code: 'rate-limited', retryAfterMs: 20 * second });
  await send();
  expect(events('job-waiting')).toMatchObject([
    {
      plan: {
        candidates: [{ provider: 'second' }],
        wait: { provider: 'first', why: expect.stringMatching(/^first is better than second/) },
      },
    },
  ]);
});

test('each job that waits says so itself', async () => {
  const { first, clock, send, events } = setup(one);
  first.onNextSubmit({ do: 'lose-answer' });
  await send(4);
  await clock.advance(20 * second);
  expect(events('job-waiting')).toHaveLength(3);
});

test('a breaker is told once when it opens and once when it closes', async () => {
  const { first, clock, send, events, ofProviders } = setup(one);
  first.onNextSubmit({ do: 'lose-answer' });
  await send(3);
  const [opened] = events('breaker-opened');
  expect(opened).toEqual({
    type: 'breaker-opened',
    at: expect.any(Number),
    provider: 'first',
    model,
    until: (opened?.at ?? 0) + 30 * second,
    message: 'first left a submit in doubt: first gave no answer',
  });
  await clock.advance(2 * minute);
  expect(events('breaker-closed')).toMatchObject([{ provider: 'first', model }]);
  expect(ofProviders()).toEqual(['breaker-opened', 'breaker-closed']);
});

test('a breaker whose trial is lost is told again, with the longer time', async () => {
  const { first, clock, send, events } = setup(one);
  first.onNextSubmit({ do: 'lose-answer' }, { do: 'lose-answer' });
  await send(3);
  await clock.advance(40 * second);
  const lengths = events('breaker-opened').map(({ at, until }) => until - at);
  expect(lengths).toEqual([30 * second, 60 * second]);
});

test('many submits that are lost at once open it once', async () => {
  const { first, clock, gateway, ofProviders } = setup(one);
  first.onNextSubmit({ do: 'lose-answer' }, { do: 'lose-answer' }, { do: 'lose-answer' });
  await Promise.all([1, 2, 3].map(() => gateway.submit(request)));
  await clock.advance(second);
  expect(first.submits).toHaveLength(3);
  expect(ofProviders()).toEqual(['breaker-opened']);
});

test('a rest by hand and its end are told, each once', async () => {
  const { gateway, send, events, ofProviders } = setup();
  await gateway.rest('first', { why: 'its invoice is disputed' });
  await send(2);
  await gateway.restore('first');
  await gateway.restore('first');
  await send(1);
  expect(events('provider-rested')).toMatchObject([
    { provider: 'first', reason: 'by-hand', message: 'first rests: its invoice is disputed' },
  ]);
  expect(ofProviders()).toEqual(['provider-rested', 'provider-restored']);
});

test('a pause is told with when it is over', async () => {
  const { first, send, events, ofProviders } = setup(one);
  first.onNextSubmit({ do: 'reject', code: 'rate-limited', retryAfterMs: 50 * second });
  await send(3);
  const [paused] = events('provider-paused');
  expect((paused?.until ?? 0) - (paused?.at ?? 0)).toBe(50 * second);
  expect(paused?.message).toBe('first asked to wait: first refused: rate-limited');
  expect(ofProviders()).toEqual(['provider-paused']);
});

test.each([
  ['the default of five dollars', {}, 4.9, true],
  ['the default, when it holds just as much', {}, 5, false],
  ['what the settings say', { lowBalanceUsd: 50 }, 49, true],
  ['settings that want no word', { lowBalanceUsd: 0 }, 0.1, false],
])('a balance below %s is told once', async (_what, settings, balanceUsd, told) => {
  const make = (own: Make): FakeProvider[] => [own({ id: 'first', usd: { 5: 0 }, balanceUsd })];
  const { clock, send, events } = setup(make, settings);
  for (let count = 0; count < 3; count += 1) {
    await send();
    await clock.advance(6 * minute);
  }
  const usdMicros = Math.round(balanceUsd * 1_000_000);
  expect(events('balance-low')).toMatchObject(told ? [{ provider: 'first', usdMicros }] : []);
});

/** Lets every free call be refused, as with a key that was revoked. */
function forgetKey(provider: FakeProvider): void {
  const balance = async (): Promise<never> => {
    const message = `${provider.id} does not know this key`;
    throw new VideoGatewayError({ code: 'authentication', status: 401, message });
  };
  Object.assign(provider, { account: { balance } });
}

test('a rest for a wrong key is told once, however often the key is found to be wrong', async () => {
  const { first, clock, send, events } = setup(two);
  forgetKey(first);
  for (let count = 0; count < 4; count += 1) {
    await send();
    await clock.advance(2 * minute);
  }
  expect(events('provider-rested')).toHaveLength(1);
});

test('a rest by hand outlives a free call that finds the key to be wrong', async () => {
  const { first, clock, gateway, send } = setup(two);
  await gateway.rest('first', { why: 'its invoice is disputed' });
  forgetKey(first);
  await send();
  await clock.advance(second);
  expect((await gateway.health())[0]?.standing).toMatchObject({
    message: 'first rests: its invoice is disputed',
  });
});
