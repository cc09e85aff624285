import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadRequests } from '../src/run/load-requests.ts';
import { picture } from './run-setup.ts';

interface Place extends Disposable {
  readonly write: (name: string, text: string | Uint8Array) => string;
}

function setup(): Place {
  const folder = mkdtempSync(join(tmpdir(), 'vidgate-requests-'));
  return {
    write(name, text) {
      mkdirSync(join(folder, name, '..'), { recursive: true });
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

const yaml = `
# Comments are fine.
- id: ridge
  prompt: dawn breaks over the ridge
  startFrame: pictures/night.png
  endFrame: https://example.com/day.jpg
- prompt: rain
  duration: 10
  aspectRatio: '9:16'
`;
const jsonl = `
{"id":"ridge","prompt":"dawn breaks over the ridge","startFrame":"pictures/night.png","endFrame":"https://example.com/day.jpg"}

{"prompt":"rain","duration":10,"aspectRatio":"9:16"}
`;

test.each([
  ['YAML', 'prompts.yaml', yaml],
  ['YAML by its other name', 'prompts.yml', yaml],
  ['a JSON object a line', 'prompts.jsonl', jsonl],
  ['JSON', 'prompts.json', `[${jsonl.trim().replace('\n\n', ',\n')}]`],
])('requests are read from %s, with pictures from the file on', async (_, name, text) => {
  using place = setup();
  place.write('pictures/night.png', picture);
  const requests = await loadRequests(place.write(name, text));
  expect(requests).toEqual([
    {
      id: 'ridge',
      prompt: 'dawn breaks over the ridge',
      startFrame: new Uint8Array(picture),
      endFrame: 'https://example.com/day.jpg',
    },
    { prompt: 'rain', duration: 10, aspectRatio: '9:16' },
  ]);
});

test.each([
  [
    'a wrong field, by its line',
    'a.yaml',
    '- prompt: dawn\n\n- prompt: rain\n  duration: long\n',
    ':3 (entry 2): duration: got "long"; allowed: a number of seconds above 0',
  ],
  [
    'a wrong field of a JSON line',
    'a.jsonl',
    '{"prompt":"dawn"}\n\n{"prompt":"rain","cfgScale":2}\n',
    ':3 (entry 2): cfgScale: got 2; allowed: a number from 0 to 1',
  ],
  [
    'a misspelt field',
    'a.yaml',
    '- prompt: dawn\n  start-frame: a.png\n',
    ':1 (entry 1): start-frame: unknown field; did you mean startFrame?',
  ],
  [
    'a picture that is not there',
    'a.yaml',
    '- prompt: dawn\n  startFrame: none.png\n',
    'startFrame: got "none.png": no file none.png in',
  ],
  [
    'a picture that is none',
    'a.yaml',
    '- prompt: dawn\n  startFrame: a.yaml\n',
    'bytes that are no image file I know',
  ],
  [
    'an entry that is a text',
    'a.yaml',
    '- prompt: dawn\n- rain\n',
    ':2 (entry 2): got "rain"; allowed: an object with a prompt',
  ],
  [
    'an id twice',
    'a.yaml',
    '- {id: a, prompt: dawn}\n- {id: a, prompt: rain}\n',
    ':2 (entry 2): id: "a" is that of entry 1; allowed: one of its own',
  ],
  [
    'an id that no report could show',
    'a.yaml',
    '- {id: a/b, prompt: dawn}\n',
    ':1 (entry 1): id: got "a/b"; allowed: up to 64 letters',
  ],
  ['an empty file', 'a.yaml', '', ': holds no requests; allowed: a list of requests'],
  ['no list', 'a.yaml', 'prompt: dawn\n', ': holds no requests; allowed: a list of requests'],
  ['no YAML', 'a.yaml', '- prompt: [dawn\n', ': cannot be parsed: '],
  ['no JSON', 'a.jsonl', '{"prompt":"dawn"}\n{prompt}\n', ':2: this line is not JSON'],
  ['another kind of file', 'a.csv', 'prompt\n', ': allowed: a file that ends in .yaml'],
])('%s is refused with its place', async (_, name, text, message) => {
  using place = setup();
  const path = place.write(name, text);
  await expect(loadRequests(path)).rejects.toMatchObject({
    code: 'invalid-request',
    message: expect.stringContaining(message),
  });
  await expect(loadRequests(path)).rejects.toThrow(path);
});

test('all that is wrong with a file is told at once', async () => {
  using place = setup();
  const path = place.write('a.yaml', '- prompt: " "\n- prompt: dawn\n- prompt: 7\n');
  const message = await loadRequests(path).catch(String);
  expect(String(message).split('\n')).toHaveLength(2);
});

test('a file that is not there is named', async () => {
  await expect(loadRequests('/nowhere/prompts.yaml')).rejects.toThrow(
    '/nowhere/prompts.yaml: no such file',
  );
});

test('aliases that would fill the memory are refused', async () => {
  using place = setup();
  const lists = ['a: &a [x,x,x,x,x,x,x,x,x,x]'];
  for (const [before, name] of ['ab', 'bc', 'cd', 'de', 'ef', 'fg'].map((pair) => [...pair])) {
    lists.push(`${name}: &${name} [${Array.from({ length: 10 }, () => `*${before}`).join()}]`);
  }
  const path = place.write('a.yaml', `${lists.join('\n')}\n`);
  await expect(loadRequests(path)).rejects.toMatchObject({ code: 'invalid-request' });
});
