import type { Chance } from './chance.ts';
import type { Answer } from './hostile-answer.ts';
import { bytesMutations } from './mutate-bytes.ts';
import { headMutations } from './mutate-head.ts';
import { jsonMutations } from './mutate-json.ts';

type Mutation = (answer: Answer, chance: Chance, others: readonly Answer[]) => Answer | undefined;

const json: readonly (readonly [string, Mutation])[] = Object.entries(jsonMutations).map(
  ([name, mutate]) => [
    name,
    (answer, chance) => {
      const text = mutate(new TextDecoder().decode(answer.body), chance);
      return text === undefined ? undefined : { ...answer, body: new TextEncoder().encode(text) };
    },
  ],
);

/** Something that this vendor says on another occasion, whole or as a body under this status. */
const otherAnswer: Mutation = (answer, chance, others) => {
  const other = chance.from(others);
  return chance.below(2) === 0 ? other : { ...answer, body: other.body };
};

const mutations = new Map<string, Mutation>([
  ...json,
  ...Object.entries(bytesMutations),
  ...Object.entries(headMutations),
  ['other-answer', otherAnswer],
]);

export const mutationKinds: readonly string[] = [...mutations.keys()];

/** An answer after up to three mutations, and which ones they were. */
export interface Mutated {
  readonly answer: Answer;
  readonly kinds: readonly string[];
}

/** Most often one mutation, because two may hide each other. */
export function mutate(answer: Answer, chance: Chance, others: readonly Answer[]): Mutated {
  const times = chance.from([1, 1, 1, 2, 3]);
  let mutated = answer;
  const kinds: string[] = [];
  for (let time = 0; time < times; time += 1) {
    const kind = chance.from(mutationKinds);
    const next = mutations.get(kind)?.(mutated, chance, others);
    if (next === undefined) continue;
    mutated = next;
    kinds.push(kind);
  }
  return { answer: mutated, kinds };
}
