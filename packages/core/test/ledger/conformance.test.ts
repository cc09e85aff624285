import type { Ledger } from '@vidgate/core';
import { memoryLedger } from '@vidgate/core';
import { sqliteLedger } from '@vidgate/core/sqlite';
import { describeLedger } from '@vidgate/testkit/contract';
import { temporaryFile } from './temporary-file.ts';

describeLedger('memoryLedger', { open: memoryLedger, durable: false });

const files = new WeakMap<Ledger, string>();

describeLedger('sqliteLedger', {
  durable: true,
  async open() {
    const file = await temporaryFile();
    const ledger = sqliteLedger(file);
    files.set(ledger, file);
    return ledger;
  },
  reopen: (ledger) => sqliteLedger(files.get(ledger) ?? ''),
});
