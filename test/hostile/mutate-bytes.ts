import { gzipSync } from 'node:zlib';
import type { Chance } from './chance.ts';
import type { Answer } from './hostile-answer.ts';

export type AnswerMutation = (answer: Answer, chance: Chance) => Answer;

const encoder = new TextEncoder();

const pages = [
  '',
  ' \n\t ',
  'null',
  '"OK"',
  'OK',
  '[]',
  '{}',
  'NaN',
  '<!doctype html><html><head><title>Just a moment...</title></head><body>502</body></html>',
  '<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>',
  'data: {"status":"COMPLETED"}\n\n',
  "{'status': 'COMPLETED'}",
  '{"status":"COMPLETED"',
  'undefined',
];

function utf16(text: string, order: 'little' | 'big', withMark: boolean): Buffer {
  const bytes = Buffer.from(withMark ? `\ufeff${text}` : text, 'utf16le');
  return order === 'little' ? bytes : bytes.swap16();
}

const wrongEncoding: AnswerMutation = (answer, chance) => {
  const bytes = Buffer.from(answer.body);
  const text = bytes.toString();
  const typed = (charset: string): Record<string, string> => ({
    ...answer.headers,
    'content-type': `application/json; charset=${charset}`,
  });
  const at = chance.below(bytes.length + 1);
  const inserted = (...extra: readonly number[]): Buffer =>
    Buffer.concat([bytes.subarray(0, at), Buffer.from(extra), bytes.subarray(at)]);
  const ways: readonly (() => Partial<Answer>)[] = [
    () => ({ body: utf16(text, 'little', true), headers: typed('utf-16le') }),
    () => ({ body: utf16(text, 'big', true) }),
    () => ({ body: utf16(text, 'little', false) }),
    () => ({ body: Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes]) }),
    () => ({ body: Buffer.from(text.replaceAll('e', 'é'), 'latin1') }),
    () => ({ body: inserted(0xff) }),
    () => ({ body: inserted(0xc3, 0x28) }),
    () => ({ body: inserted(0xed, 0xa0, 0x80) }),
    () => ({ body: inserted(0x00) }),
    () => ({ headers: typed('utf-16') }),
    () => ({ headers: typed('no-such-charset') }),
    () => ({ body: gzipSync(bytes), headers: { ...answer.headers, 'content-encoding': 'gzip' } }),
    () => ({ body: gzipSync(bytes) }),
  ];
  return { ...answer, ...chance.from(ways)() };
};

const garbage: AnswerMutation = (answer, chance) => {
  const text = Buffer.from(answer.body).toString();
  const body = chance.from([
    `${text}x`,
    `${text}\n\n`,
    `${text}${text}`,
    `${text}}`,
    `${text}<!-- served in 12 ms -->`,
    `)]}',\n${text}`,
    `callback(${text})`,
    `x${text}`,
    `${text}\u0000`,
    `//\n${text}`,
  ]);
  return { ...answer, body: encoder.encode(body) };
};

export const bytesMutations = {
  'wrong-encoding': wrongEncoding,
  truncated: (answer, chance) => ({
    ...answer,
    body: answer.body.slice(0, chance.below(answer.body.length)),
  }),
  'byte-changed': (answer, chance) => {
    const body = Uint8Array.from(answer.body);
    if (body.length > 0) body[chance.below(body.length)] = chance.below(256);
    return { ...answer, body };
  },
  garbage,
  'other-page': (answer, chance) => ({
    ...answer,
    headers: { ...answer.headers, 'content-type': chance.from(['text/html', 'text/plain', '']) },
    body: encoder.encode(chance.from(pages)),
  }),
  'broken-off': (answer, chance) => ({
    ...answer,
    body: answer.body.slice(0, chance.below(answer.body.length + 1)),
    breaksWith: chance.from(['ECONNRESET', 'UND_ERR_SOCKET', 'Z_DATA_ERROR', 'ENOTFOUND', '']),
  }),
  'in-pieces': (answer, chance) => ({
    ...answer,
    pieceBytes: Math.max(1, Math.ceil(answer.body.length / 40), chance.below(8)),
  }),
} satisfies Readonly<Record<string, AnswerMutation>>;
