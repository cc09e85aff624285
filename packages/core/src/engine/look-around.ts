import { minuteMs } from '../time.ts';
import type { EngineContext } from './engine-context.ts';

/** How old may be what is known of others' findings, on a ledger that is shared. */
const healthEveryMs = 1_000;
const outcomesEveryMs = 30_000;
/** What is older has faded. */
const outcomesOfMs = 60 * minuteMs;

/** Before a plan: reads what other processes have found out. Asks no vendor. */
export function createLookAround({
  health,
  ledger,
  ports,
}: Pick<EngineContext, 'health' | 'ledger' | 'ports'>): () => Promise<void> {
  let healthReadAt = Number.NEGATIVE_INFINITY;
  let outcomesReadAt = Number.NEGATIVE_INFINITY;

  const read = async (now: number): Promise<void> => {
    healthReadAt = now;
    await health.records.read();
    if (Math.abs(now - outcomesReadAt) < outcomesEveryMs) return;
    outcomesReadAt = now;
    health.learn(await ledger.find('outcomes', { since: now - outcomesOfMs }));
  };

  return async () => {
    const now = ports.now();
    const isFirst = healthReadAt === Number.NEGATIVE_INFINITY;
    const isDue = isFirst || (ledger.shared && Math.abs(now - healthReadAt) >= healthEveryMs);
    if (isDue) await read(now);
  };
}
