import type { Chance } from './chance.ts';
import { jsonOf, textOf } from './hostile-answer.ts';
import type { ValueMutation } from './mutate-values.ts';
import { valueMutations } from './mutate-values.ts';

/** Another text of the same document; nothing where it has no place for this. */
export type JsonMutation = (text: string, chance: Chance) => string | undefined;

/** A member or item, and what holds it; the document itself has no holder. */
interface Place {
  readonly holder: object | undefined;
  readonly name: string;
  readonly value: unknown;
}

function placesIn(value: unknown, places: Place[] = []): readonly Place[] {
  if (typeof value !== 'object' || value === null) return places;
  for (const [name, inner] of Object.entries(value).slice(0, 100)) {
    if (places.length > 200) break;
    places.push({ holder: value, name, value: inner });
    placesIn(inner, places);
  }
  return places;
}

const mark = '\u0001mutated\u0001';
const marked = JSON.stringify(mark);

/** Puts any text in the place of a value, also such as no JSON.stringify would write. */
function replace(
  root: unknown,
  { holder, name }: Place,
  text: string | undefined,
): string | undefined {
  if (holder === undefined) return text ?? '';
  if (text === undefined) Reflect.deleteProperty(holder, name);
  else Reflect.defineProperty(holder, name, { value: mark });
  return textOf(root)?.replace(marked, () => text ?? '');
}

function choosePlace(root: unknown, chance: Chance): Place {
  const places = placesIn(root);
  // The document itself is one place among the others, and rarely the one.
  if (places.length === 0 || chance.below(20) === 19) {
    return { holder: undefined, name: '', value: root };
  }
  return chance.from(places);
}

function mutateAt(mutation: ValueMutation): JsonMutation {
  return function mutate(text, chance): string | undefined {
    const root = jsonOf(text);
    if (root === undefined) return undefined;
    const place = choosePlace(root, chance);
    // A text that is JSON itself is often entered.
    const inner = typeof place.value === 'string' ? jsonOf(place.value) : undefined;
    if (typeof inner === 'object' && inner !== null && chance.below(4) > 0) {
      const within = mutate(String(place.value), chance);
      return within === undefined ? undefined : replace(root, place, JSON.stringify(within));
    }
    return replace(root, place, mutation(place.value, chance));
  };
}

/** The same member twice: readers disagree on which one counts, JavaScript takes the last. */
const duplicateKey: JsonMutation = (text, chance) => {
  const root = jsonOf(text);
  const members = placesIn(root).filter(({ holder }) => !Array.isArray(holder));
  if (members.length === 0) return undefined;
  const place = chance.from(members);
  const own = textOf(place.value);
  if (own === undefined) return undefined;
  const other = chance.from(['null', '0', '"other"', '{}', own]);
  const [first, last] = chance.below(2) === 0 ? [own, other] : [other, own];
  return replace(root, place, `${first},${JSON.stringify(place.name)}:${last}`);
};

const wrapped: JsonMutation = (text, chance) =>
  chance.from([
    `[${text}]`,
    `{"data":${text}}`,
    `{"result":${text}}`,
    JSON.stringify(text),
    `{"error":${text}}`,
  ]);

export const jsonMutations: Readonly<Record<string, JsonMutation>> = {
  ...Object.fromEntries(
    Object.entries(valueMutations).map(([name, mutation]) => [name, mutateAt(mutation)]),
  ),
  'duplicate-key': duplicateKey,
  wrapped,
};
