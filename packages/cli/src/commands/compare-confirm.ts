import { createInterface } from 'node:readline/promises';
import type { ComparisonEstimate } from '@vidgate/compare';
import { formatUsd } from '@vidgate/core';
import { toTable } from '../output/table.ts';
import type { Session } from '../session.ts';
import { usageError } from '../usage-error.ts';

interface ConfirmOptions {
  readonly session: Session;
  /** Ends the asking, as a no. */
  readonly signal: AbortSignal;
  /** Whether nobody needs to be asked. */
  readonly mayGo: boolean;
}

/**
 * Shows what a run would cost, and asks whether to go on.
 *
 * @throws {VideoGatewayError} `invalid-request` where there is nobody to be asked
 */
export async function confirmEstimate(
  estimate: ComparisonEstimate,
  { session, signal, mayGo }: ConfirmOptions,
): Promise<boolean> {
  const { shell, output } = session;
  for (const line of formatEstimate(estimate)) output.note(line);
  if (mayGo) return true;
  const { stdin, stderr } = shell;
  if (!(stdin.isTTY && stderr.isTTY && isReadable(stdin))) {
    throw usageError(
      `--yes: needed where nobody can be asked; it allows up to --max-usd ${estimate.maxUsd}. Nothing was sent.`,
    );
  }
  const asking = createInterface({ input: stdin });
  try {
    shell.stderr.write('Go ahead? [y/N] ');
    const answer = await asking.question('', { signal });
    return /^\s*y(?:es)?\s*$/i.test(answer);
  } catch {
    // Ctrl-C, or the end of the input.
    return false;
  } finally {
    asking.close();
  }
}

function isReadable(stdin: object): stdin is NodeJS.ReadableStream {
  return 'read' in stdin && 'on' in stdin;
}

function formatEstimate(estimate: ComparisonEstimate): readonly string[] {
  const { providers, samples, usdMicros, spentUsdMicros, maxUsd, leftOut } = estimate;
  const rows = providers.map((one) => [
    one.provider,
    `${one.samples}`,
    formatUsd(one.usdMicros),
    one.certainty,
  ]);
  const spent = spentUsdMicros > 0 ? `, after ${formatUsd(spentUsdMicros)} so far` : '';
  return [
    ...leftOut.map(({ requestId, provider, reason, message }) => {
      return `left out: ${provider} of ${requestId} (${reason}): ${message}`;
    }),
    toTable(['provider', 'samples', 'quoted', 'how sure'], rows),
    `${samples} samples are quoted ${formatUsd(usdMicros)}${spent}; the run ends at ${formatUsd(maxUsd * 1_000_000)}.`,
  ];
}
