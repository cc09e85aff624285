import type { LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { expect, test } from 'vitest';
import { checkedLookup } from './checked-lookup.ts';

type Answer = string | LookupAddress[];

/** Answers each question with the next answer, and resolves nothing for real. */
function lookupOf(...answers: readonly Answer[]): LookupFunction {
  let asked = 0;
  return (_hostname, _options, callback) => {
    const answer = answers[asked] ?? [];
    asked += 1;
    callback(null, answer, 4);
  };
}

function records(...addresses: readonly string[]): LookupAddress[] {
  return addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
}

function resolve(lookup: LookupFunction, all: boolean): Promise<Answer> {
  return new Promise((fulfil, reject) => {
    lookup('name.test', { all }, (error, answer) => (error ? reject(error) : fulfil(answer)));
  });
}

test('public records are passed on, as many as were asked for', async () => {
  const answer = records('1.1.1.1', '2606:4700:4700::1111');

  await expect(resolve(checkedLookup(lookupOf(answer)), true)).resolves.toEqual(answer);
  await expect(resolve(checkedLookup(lookupOf(answer)), false)).resolves.toBe('1.1.1.1');
  await expect(resolve(checkedLookup(lookupOf('1.1.1.1')), false)).resolves.toBe('1.1.1.1');
});

test.each<[string, Answer]>([
  ['a private record', records('10.0.0.1')],
  ['a private record, answered as text', '127.0.0.1'],
  ['a private record after a public one', records('1.1.1.1', '127.0.0.1')],
  ['a private record before a public one', records('127.0.0.1', '1.1.1.1')],
  ['a private record of the other family', records('1.1.1.1', '::1')],
  ['a mapped record', records('::ffff:127.0.0.1')],
  ['a name instead of an address', records('localhost')],
  ['no record', []],
])('%s refuses the whole answer', async (_what, answer) => {
  const lookup = checkedLookup(lookupOf(answer));

  const refusal = { code: 'archive-failed', message: expect.stringContaining('name.test') };
  await expect(resolve(lookup, true)).rejects.toMatchObject(refusal);
});

test('a name that was public a moment ago is checked again', async () => {
  const lookup = checkedLookup(lookupOf(records('1.1.1.1'), records('127.0.0.1')));

  await expect(resolve(lookup, true)).resolves.toEqual(records('1.1.1.1'));
  await expect(resolve(lookup, true)).rejects.toMatchObject({ code: 'archive-failed' });
});

test('an answer that changes after it was checked does not change what is connected to', async () => {
  let reads = 0;
  const shifty: LookupAddress = {
    get address() {
      reads += 1;
      return reads === 1 ? '1.1.1.1' : '127.0.0.1';
    },
    family: 4,
  };

  const answer = await resolve(checkedLookup(lookupOf([shifty])), true);

  expect(answer).toEqual(records('1.1.1.1'));
});

test("the resolver's own error is passed on", async () => {
  const failure = Object.assign(new Error('nothing'), { code: 'ENOTFOUND' });
  const failing: LookupFunction = (_hostname, _options, callback) => callback(failure, '');

  await expect(resolve(checkedLookup(failing), true)).rejects.toBe(failure);
});
