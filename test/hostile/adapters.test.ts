// Every answer of every vendor, mutated: what an adapter makes of it is honest, or one of our errors.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { methodsOf, silentMethods } from './acts.ts';
import { apiKey } from './canaries.ts';
import type { Chance } from './chance.ts';
import { toChance } from './chance.ts';
import { claim } from './claim.ts';
import { claimError, claimValue } from './claim-error.ts';
import type { Answer } from './hostile-answer.ts';
import { toResponse } from './hostile-answer.ts';
import { mutate, mutationKinds } from './mutate-answer.ts';
import type { Scene } from './record-scenes.ts';
import { recordScenes } from './record-scenes.ts';
import type { Vendor } from './vendors.ts';
import { vendors } from './vendors.ts';

const casesPerVendor = 5_000;
/** An answer of a megabyte is read in less; one that blocks a process is not. */
const mostMs = 5_000;

class Counts {
  readonly #counts = new Map<string, number>();
  add(name: string): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
  }
  of(name: string): number {
    return this.#counts.get(name) ?? 0;
  }
}

/** An adapter whose vendor says whatever it is told to. */
function setup(vendor: Vendor) {
  let answers: readonly Answer[] = [];
  let requests = 0;
  const provider = vendor.createProvider({
    apiKey,
    fetch: async (input, init) => {
      // As every network does, or undici trips over a body that nobody took.
      await new Request(input, init).arrayBuffer();
      const answer = answers[requests];
      requests += 1;
      if (answer !== undefined) return toResponse(answer);
      const cause = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
      throw new TypeError('fetch failed', { cause });
    },
  });
  return {
    provider,
    async check({ act }: Scene, mutated: readonly Answer[]): Promise<'value' | 'error'> {
      answers = mutated;
      requests = 0;
      const said = { vendor, answers };
      const startedAt = performance.now();
      const ending = await act.call(provider, {}, mutated).then(
        (result) => result,
        (error: unknown) => ({ error }),
      );
      claim(performance.now() - startedAt < mostMs, 'no answer keeps a process busy for long');
      claim(requests <= act.maxRequests, 'a call is one request');
      claimNothingPolluted();
      if ('error' in ending) {
        claimError(ending.error, act.operation, said);
        return 'error';
      }
      claimValue(ending.value, act.operation);
      ending.claim(said);
      return 'value';
    },
  };
}

const membersOfAll = Object.getOwnPropertyNames(Object.prototype).length;

function claimNothingPolluted(): void {
  claim(
    Object.getOwnPropertyNames(Object.prototype).length === membersOfAll,
    'no answer changes what all objects have',
  );
}

function mutateScene(scene: Scene, all: readonly Answer[], chance: Chance) {
  const place = chance.below(scene.answers.length);
  const kinds: string[] = [];
  const answers = scene.answers.map((answer, index) => {
    if (index !== place) return answer;
    const mutated = mutate(answer, chance, all);
    kinds.push(...mutated.kinds);
    return mutated.answer;
  });
  return { answers, kinds };
}

/** A broken claim tells what was said. */
async function checkTold(
  check: ReturnType<typeof setup>['check'],
  scene: Scene,
  answers: readonly Answer[],
  kinds: readonly string[],
): Promise<'value' | 'error'> {
  try {
    return await check(scene, answers);
  } catch (cause) {
    const told = answers.map(({ status, headers, body }) => {
      return `${status} ${JSON.stringify(headers)} ${Buffer.from(body).toString()}`.slice(0, 600);
    });
    throw new Error(`${scene.name}, ${kinds.join(' and ')}: ${told.join(' | ')}`, { cause });
  }
}

async function quietly(work: () => Promise<void>): Promise<readonly unknown[]> {
  const heard: unknown[] = [];
  const hear = (what: unknown): void => void heard.push(what);
  process.on('warning', hear).on('unhandledRejection', hear);
  try {
    await work();
    for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  } finally {
    process.off('warning', hear).off('unhandledRejection', hear);
  }
  return heard;
}

test.each(Object.entries<Vendor>(vendors))(
  '%s: as they are, its answers are read without complaint',
  async (_name, vendor) => {
    const scenes = await recordScenes(vendor);
    const { check, provider } = setup(vendor);
    const played = new Set(scenes.map(({ act }) => act.operation));
    for (const scene of scenes) await check(scene, scene.answers);
    const operations: Readonly<Record<string, string>> = {
      findTask: 'look-up',
      parseWebhook: 'webhook',
    };
    const asking = methodsOf(provider).filter((method) => !silentMethods.includes(method));
    expect(new Set(asking.map((method) => operations[method] ?? method))).toEqual(played);
  },
);

test.each(Object.entries<Vendor>(vendors))(
  `%s: whatever ${casesPerVendor} answers are made of, they end in honest values or errors of ours`,
  { timeout: 120_000 },
  async (_name, vendor) => {
    const scenes = await recordScenes(vendor);
    const all = scenes.flatMap(({ answers }) => answers);
    const { check } = setup(vendor);
    const counts = new Counts();
    const heard = await quietly(async () => {
      await fc.assert(
        fc.asyncProperty(fc.gen(), async (pick) => {
          const chance = toChance(pick);
          const scene = chance.from(scenes);
          const { answers, kinds } = mutateScene(scene, all, chance);
          counts.add(`${scene.name}: ${await checkTold(check, scene, answers, kinds)}`);
          for (const name of [scene.name, ...kinds]) counts.add(name);
        }),
        { numRuns: casesPerVendor },
      );
    });
    expect(heard).toEqual([]);
    const missed = [...mutationKinds, ...scenes.map(({ name }) => name)].filter(
      (name) => counts.of(name) === 0,
    );
    expect(missed).toEqual([]);
    // Claims about values would hold of an adapter that throws at everything.
    const values = ['submit', 'poll, at once'].map((name) => counts.of(`${name}: value`));
    expect(Math.min(...values)).toBeGreaterThan(10);
  },
);
