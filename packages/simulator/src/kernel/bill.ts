/** An amount of money as a vendor counts it. */
export interface Price {
  readonly usdMicros: number;
  /** Only where the vendor has credits. */
  readonly credits?: number;
}

/** What one task cost, or may cost. */
export interface BillLine extends Price {
  readonly taskId: string;
  /** `held` from the submit on; then `charged` (paid) or `released` (given back). */
  readonly state: 'held' | 'charged' | 'released';
}

/** What the simulated account was charged: one line per task, in the order of their submits. */
export interface Bill {
  readonly lines: readonly BillLine[];
  /** How many tasks were charged: a test says "exactly one charge" with it. */
  readonly charges: number;
  readonly heldUsdMicros: number;
  readonly chargedUsdMicros: number;
  readonly releasedUsdMicros: number;
  /** What can still be spent: the starting balance less what is held and charged. */
  readonly balanceUsdMicros: number;
  /** The same in credits, where the vendor has them. */
  readonly balanceCredits?: number;
}

/** The writing side of a {@link Bill}. */
export interface BillKeeper {
  readonly bill: Bill;
  /** Whether the balance is enough to hold `price`. */
  covers(price: Price): boolean;
  hold(taskId: string, price: Price): void;
  charge(taskId: string): void;
  release(taskId: string): void;
}

/** Creates a {@link BillKeeper} that starts with `balance`. */
export function createBillKeeper(balance: Price): BillKeeper {
  const lines = new Map<string, BillLine>();
  // Running sums: a load test asks for the balance at every submit.
  const sums = { held: zero(), charged: zero(), released: zero() };
  const left = (unit: 'usdMicros' | 'credits'): number =>
    (balance[unit] ?? 0) - sums.held[unit] - sums.charged[unit];
  const close = (taskId: string, state: 'charged' | 'released'): void => {
    const line = lines.get(taskId);
    if (line?.state !== 'held') return;
    add(sums.held, line, -1);
    add(sums[state], line, 1);
    lines.set(taskId, { ...line, state });
  };
  const bill = {
    get lines() {
      return [...lines.values()];
    },
    get charges() {
      return sums.charged.lines;
    },
    get heldUsdMicros() {
      return sums.held.usdMicros;
    },
    get chargedUsdMicros() {
      return sums.charged.usdMicros;
    },
    get releasedUsdMicros() {
      return sums.released.usdMicros;
    },
    get balanceUsdMicros() {
      return left('usdMicros');
    },
  };
  if (balance.credits !== undefined) {
    Object.defineProperty(bill, 'balanceCredits', { enumerable: true, get: () => left('credits') });
  }
  return {
    bill,
    covers: (price) =>
      balance.credits === undefined || price.credits === undefined
        ? price.usdMicros <= left('usdMicros')
        : price.credits <= left('credits'),
    hold(taskId, price) {
      add(sums.held, price, 1);
      lines.set(taskId, { taskId, state: 'held', ...price });
    },
    charge: (taskId) => close(taskId, 'charged'),
    release: (taskId) => close(taskId, 'released'),
  };
}

interface Sum {
  lines: number;
  usdMicros: number;
  credits: number;
}

const zero = (): Sum => ({ lines: 0, usdMicros: 0, credits: 0 });

function add(sum: Sum, price: Price, times: 1 | -1): void {
  sum.lines += times;
  sum.usdMicros += times * price.usdMicros;
  sum.credits += times * (price.credits ?? 0);
}
