import type { Plan } from '@vidgate/core';
import { formatUsd } from '@vidgate/core';
import Table from 'cli-table3';

/** Shows who would be asked in which order, and who would not, as a table. */
export function formatPlan(plan: Plan): string {
  const table = new Table({
    head: ['', 'provider', 'price', 'certainty', 'why'],
    colWidths: [3, 10, 9, 11, 50],
    wordWrap: true,
    style: { head: [], border: [] },
  });
  plan.candidates.forEach(({ provider, quote, why }, index) => {
    const price = quote.usdMicros === undefined ? 'unknown' : formatUsd(quote.usdMicros);
    table.push([`${index + 1}`, provider, price, quote.certainty, why]);
  });
  for (const { provider, reason, message } of plan.excluded) {
    table.push(['-', provider, '', '', `left out (${reason}): ${message}`]);
  }
  return table.toString();
}
