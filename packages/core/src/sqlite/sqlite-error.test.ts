import { expect, test } from 'vitest';
import { VideoGatewayError } from '../video-gateway-error.ts';
import { isBusy, toLedgerError } from './sqlite-error.ts';

const node = (errcode: number): Error =>
  Object.assign(new Error('x'), { code: 'ERR_SQLITE_ERROR', errcode });
const named = (code: string): Error => Object.assign(new Error('x'), { code });

test.each([
  [node(5), 'ledger-unavailable', 'stays locked by another process', true],
  [node(261), 'ledger-unavailable', 'stays locked by another process', true],
  [node(517), 'ledger-unavailable', 'stays locked by another process', true],
  [node(6), 'ledger-unavailable', 'stays locked by another process', true],
  [named('SQLITE_BUSY'), 'ledger-unavailable', 'stays locked by another process', true],
  [named('SQLITE_BUSY_RECOVERY'), 'ledger-unavailable', 'stays locked', true],
  [named('SQLITE_LOCKED_SHAREDCACHE'), 'ledger-unavailable', 'stays locked', true],
  [node(8), 'ledger-unavailable', 'is read-only', false],
  [node(1032), 'ledger-unavailable', 'is read-only', false],
  [node(10), 'ledger-unavailable', 'cannot be read or written', false],
  [named('SQLITE_IOERR_FSYNC'), 'ledger-unavailable', 'cannot be read or written', false],
  [node(11), 'ledger-unavailable', 'is damaged', false],
  [named('SQLITE_CORRUPT_INDEX'), 'ledger-unavailable', 'is damaged', false],
  [node(13), 'ledger-unavailable', 'is on a disk that is full', false],
  [node(14), 'ledger-unavailable', 'cannot be opened', false],
  [named('SQLITE_CANTOPEN_ISDIR'), 'ledger-unavailable', 'cannot be opened', false],
  [node(26), 'ledger-unavailable', 'is no SQLite database', false],
  [node(2067), 'ledger-conflict', 'breaks one of its rules', false],
  [named('SQLITE_CONSTRAINT_UNIQUE'), 'ledger-conflict', 'breaks one of its rules', false],
  [node(1), 'ledger-unavailable', 'failed (Error: x)', false],
  [named('SQLITE_TOOBIG'), 'ledger-unavailable', 'failed (Error: x)', false],
  [new TypeError('no'), 'ledger-unavailable', 'failed (TypeError: no)', false],
  ['thrown text', 'ledger-unavailable', 'failed (no reason given)', false],
  [undefined, 'ledger-unavailable', 'failed', false],
])('%o is %s', (error, code, message, busy) => {
  expect(toLedgerError(error, '"a.db"', 'job-1')).toMatchObject({
    name: 'VideoGatewayError',
    code,
    jobId: 'job-1',
    message: expect.stringContaining(`The ledger "a.db" `),
  });
  expect(toLedgerError(error, '"a.db"').message).toContain(message);
  expect(isBusy(error)).toBe(busy);
});

test('an error of ours stays as it is', () => {
  const error = new VideoGatewayError({ code: 'ledger-conflict', message: 'no' });
  expect(toLedgerError(error, 'x')).toBe(error);
});
