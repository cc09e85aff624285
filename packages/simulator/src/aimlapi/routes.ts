import { createHash } from 'node:crypto';
import type { Call, Route } from '../kernel/call.ts';
import type { AimlapiContext } from './context.ts';
import { poll, submit, usdMicrosBySeconds } from './generations.ts';
import { logs } from './logs.ts';
import { imageToVideo, textToVideo } from './submit-schema.ts';

/** The universal path, and the one of the model's page. */
const generationsPath = /^(\/v2\/video\/generations|\/v2\/generate\/video\/kling\/generation)$/;

/**
 * The endpoints that a client of the two Kling 2.5 models needs.
 *
 * @see https://docs.aimlapi.com (checked 2026-11-21)
 */
export function aimlapiRoutes(context: AimlapiContext): readonly Route[] {
  const account = (path: RegExp, body: () => unknown): Route => ({
    operation: 'account',
    method: 'GET',
    path,
    answer: () => Response.json(body()),
  });
  const { bill } = context.workbench.bill;
  return [
    {
      operation: 'submit',
      method: 'POST',
      path: generationsPath,
      answer: (call) => submit(call, context),
    },
    {
      operation: 'poll',
      method: 'GET',
      path: generationsPath,
      answer: (call) => poll(call, context),
    },
    {
      operation: 'logs',
      method: 'GET',
      path: /^\/v2\/logs$/,
      answer: (call) => logs(call, context),
    },
    account(/^\/v2\/billing$/, () => ({
      current_balance: bill.balanceUsdMicros / 1_000_000,
      currency: 'USD',
    })),
    account(/^\/v1\/billing\/balance$/, () => ({
      balance: bill.balanceCredits ?? 0,
      lowBalance: (bill.balanceCredits ?? 0) < lowBalanceThreshold,
      lowBalanceThreshold,
      lastUpdated: new Date(context.workbench.clock.now()).toISOString(),
      autoDebitStatus: 'disabled',
      status: 'current',
      statusExplanation: 'Balance is current',
    })),
    {
      operation: 'catalogue',
      method: 'GET',
      path: /^\/v1\/models$/,
      isPublic: true,
      answer: (call) => models(call),
    },
  ];
}

const lowBalanceThreshold = 10_000;

function models(call: Call): Response {
  const { searchParams } = call.url;
  const ids = searchParams.getAll('id').flatMap((id) => id.split(','));
  const withPricing = searchParams.get('include') === 'pricing';
  const data = [textToVideo, imageToVideo]
    .filter((id) => ids.length === 0 || ids.includes(id))
    .map((id) => ({ id, type: 'video', ...(withPricing && { pricing: pricing() }) }));
  const body = JSON.stringify({ object: 'list', data });
  const etag = `"${createHash('sha256').update(body).digest('hex').slice(0, 16)}"`;
  if (call.headers.get('if-none-match') === etag) {
    return new Response(null, { status: 304, headers: { etag } });
  }
  return new Response(body, { headers: { 'content-type': 'application/json', etag } });
}

// A public client of this catalogue reads `units` with these members; `kind` is the page's.
function pricing() {
  const price = usdMicrosBySeconds[5] / 5 / 1_000_000;
  const unit = { name: 'second', content: 'video', origin: 'generated', price, per: 1 };
  return { kind: 'fixed', units: [unit] };
}
