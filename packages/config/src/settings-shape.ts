import { z } from 'zod';
import { fields, flag, ms, oneOf, share, text, url, usd, usdAboveZero } from './field-rules.ts';

const ids = z
  .array(text('a provider id'), { error: 'a list of provider ids' })
  .optional()
  .describe('Provider ids.');

const routing = fields({
  sort: oneOf('price', 'availability', 'balanced')
    .optional()
    .describe('The cheapest first, the likeliest to be done soon, or the least expected cost.'),
  order: ids.describe('Provider ids that are tried first, in this order.'),
  weights: z
    .record(z.string(), share, { error: 'an object of weights by provider id' })
    .optional()
    .describe('How jobs are split, by provider id: { "apixo": 80, "apiframe": 20 }.'),
  only: ids.describe('Provider ids that may be used; all others are left out.'),
  ignore: ids.describe('Provider ids that may not be used.'),
  maxUsd: usdAboveZero
    .optional()
    .describe('The most that one job may cost in dollars, all its attempts together.'),
  allowFallbacks: flag
    .optional()
    .describe('Whether another provider may be tried after the first candidate. Default: true.'),
  maxWaitMs: ms()
    .optional()
    .describe('How long a job waits for providers that are out for now. Default: 600000.'),
  patienceMs: ms()
    .optional()
    .describe('How long a job waits for a better provider that is only full. Default: 60000.'),
  valueOfTimeUsdPerSecond: share
    .optional()
    .describe('What a second is worth under balanced, in dollars. Default: 0.0005.'),
});

const budget = fields({
  perDayUsd: usd.optional().describe('In a UTC day, in dollars.'),
  perDayUsdBy: fields({
    key: text('a key of metadata').describe('The key that every request must have.'),
    usd: usd.describe('Dollars for each value.'),
    overrides: z
      .record(z.string(), usd, { error: 'an object of dollars by value' })
      .optional()
      .describe('Dollars for single values.'),
  })
    .optional()
    .describe('In a UTC day, for each value of a metadata key.'),
});

const onUnknownSubmit = z.union(
  [
    z.literal('hold'),
    fields({
      resubmit: fields({
        afterMs: ms().optional().describe('How long in doubt. Default: 900000.'),
        maxExtraUsdPerJob: usd.describe('What further attempts of one job may cost, in dollars.'),
        maxExtraUsdPerDay: usd.describe('What those of all jobs may cost in a UTC day.'),
      }),
    }),
  ],
  { error: "'hold' or { resubmit: { maxExtraUsdPerJob, maxExtraUsdPerDay, afterMs } }" },
);

const polling = fields({
  firstDelayMs: ms().optional().describe('From acceptance to the first poll.'),
  intervalMs: ms().optional().describe('Between polls.'),
  maxIntervalMs: ms().optional().describe('The longest pause. Default: 60000.'),
  deadlineMs: ms().optional().describe('Then the job is held as stalled. Default: 3600000.'),
});

const dayMs = 86_400_000;
const ledgerFile = 'the path of a file (jobs that are paid for do not belong into memory)';

/** What a file sets for all jobs, and what a profile may change. */
export const settingsShape = {
  ledger: z
    .string({ error: ledgerFile })
    .regex(/^(?!\s*$)(?!:memory:$)/, { error: ledgerFile })
    .optional()
    .describe("The SQLite file, from this file's folder on. Default: .vidgate/ledger.db."),
  archive: text('the path of a folder')
    .optional()
    .describe("A folder for finished videos, from this file's folder on. Default: none."),
  routing: routing.optional().describe('How a provider is chosen.'),
  fit: oneOf('adapt', 'strict')
    .optional()
    .describe('Whether small differences are adapted, or leave a provider out. Default: adapt.'),
  budget: budget.optional().describe('What all jobs together may cost.'),
  onUnknownSubmit: onUnknownSubmit
    .optional()
    .describe('What follows when nothing could settle a submit in doubt. Default: hold.'),
  onContentRejected: oneOf('stop', 'try-others')
    .optional()
    .describe("Whether what one vendor's moderation refused is tried at others. Default: stop."),
  polling: polling.optional().describe('How tasks are followed, in milliseconds.'),
  webhooks: fields({ baseUrl: url.describe('A public https address.') })
    .optional()
    .describe('Where handleWebhook is mounted, as vendors reach it. Default: tasks are polled.'),
  livePrices: z
    .union([z.literal(false), fields({ maxAgeMs: ms() })], {
      error: 'false or { maxAgeMs }',
    })
    .optional()
    .describe("Whether vendors' published prices are read. Default: once in 86400000 ms."),
  keepFinishedForMs: ms(dayMs).optional().describe('How long finished jobs are kept.'),
  lowBalanceUsd: usd
    .optional()
    .describe('Under which balance an account counts as low. Default: 5.'),
};
