import aiManifest from 'ai/package.json' with { type: 'json' };
import Table from 'cli-table3';
import type { Figure } from './figure.ts';
import type { LossResult } from './peer/lose-answers.ts';
import { loseAnswer, losingVendors, losses, lossWays } from './peer/lose-answers.ts';

/**
 * What becomes of a job whose paid call was accepted and never answered: through the AI SDK with a
 * model written by hand, and through the gateway, at the same simulated vendors.
 */
export async function benchLostAnswers(): Promise<readonly Figure[]> {
  console.log(`ai ${aiManifest.version}: experimental_generateVideo, a V4 model with doStart`);
  const mostCharges = new Map(lossWays.map(({ title }) => [title, 0]));
  for (const vendor of losingVendors) {
    const table = new Table({
      head: [vendor.title, 'lost how', 'submits', 'charges', 'the caller gets'],
      colAligns: ['left', 'left', 'right', 'right', 'left'],
      chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
      style: { head: [], border: [] },
    });
    const cases = losses.flatMap((loss) => lossWays.map((way) => ({ loss, way })));
    const results = await Promise.all(cases.map(({ loss, way }) => loseAnswer(vendor, loss, way)));
    for (const [at, { loss, way }] of cases.entries()) {
      const result: LossResult | undefined = results[at];
      if (result === undefined) continue;
      const { submits, charges, told } = result;
      table.push([way.title, loss.title, submits, charges, told]);
      mostCharges.set(way.title, Math.max(mostCharges.get(way.title) ?? 0, charges));
    }
    console.log(table.toString());
  }
  return [...mostCharges].map(([title, charges]) => {
    const what = `${title}: most charges for one job whose answer was lost`;
    const isOurs = title.startsWith('vidgate');
    return {
      what,
      figure: String(charges),
      ...(isOurs ? { aim: 'at most 1', met: charges <= 1 } : {}),
    };
  });
}
