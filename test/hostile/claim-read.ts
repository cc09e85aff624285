import type { Balance, FoundTask, OfferPrice, UploadedMedia, WebhookHint } from '@vidgate/core';
import type { Said } from './claim.ts';
import { claim, claimSafeUrl, isAmount, isMicros, isMoment } from './claim.ts';
import { jsonIn, jsonOf, memberOf } from './hostile-answer.ts';

export function claimMoney({ usdMicros, credits }: Balance): void {
  claim(usdMicros === undefined || isMicros(usdMicros), 'a balance is whole micro-dollars');
  claim(credits === undefined || isAmount(credits), 'a balance of credits is an amount');
}

export function claimPrices(prices: Readonly<Record<string, readonly OfferPrice[]>>): void {
  for (const { usdMicros, duration } of Object.values(prices).flat()) {
    claim(isMicros(usdMicros), 'a price is whole micro-dollars');
    claim(isAmount(duration), 'a duration is an amount');
  }
}

export function claimUploaded({ url, expiresAt }: UploadedMedia): void {
  claimSafeUrl(url);
  claim(expiresAt === undefined || isMoment(expiresAt), 'a time is a moment');
}

export function claimFound(found: FoundTask, { answers: [answer] }: Said, attemptId: string): void {
  if ('absent' in found) {
    claim(found.absent === 'so-far', 'garbage proves no absence');
    return;
  }
  const rows = answer && memberOf(jsonIn(answer), 'data');
  const row = Array.isArray(rows)
    ? rows.find((candidate) => memberOf(candidate, 'client_request_id') === attemptId)
    : undefined;
  const id = memberOf(row, 'inference_id');
  claim(found.task.id !== '' && String(id) === found.task.id, 'only a row of ours is found');
  claim(typeof id === 'string' || Number.isSafeInteger(id), 'an id is read to its last digit');
  claimMoney({ usdMicros: found.cost?.usdMicros, credits: found.cost?.credits });
}

export function claimDelivered(
  { taskId }: WebhookHint,
  { vendor, answers: [answer] }: Said,
  isGenuine: boolean,
): void {
  const body = answer?.body ?? new Uint8Array();
  const named = vendor.deliveredTaskOf(jsonOf(new TextDecoder().decode(body)));
  claim(
    taskId !== '' && taskId === String(named),
    'a hint is about the task that the delivery names',
  );
  const signs = Object.keys(vendor.sign(body)).length > 0;
  claim(isGenuine || !signs, 'where the vendor signs, nothing unsigned is a hint');
}
