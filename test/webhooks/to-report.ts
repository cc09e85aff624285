import { createHash, createHmac } from 'node:crypto';
import type { Delivery } from './hook-server.ts';
import type { VendorName } from './to-provider.ts';

/** What a report says; whether it is true is another matter. */
export interface ReportWords {
  readonly taskId: string;
  readonly says: 'running' | 'succeeded' | 'failed';
}

/** Where no honest report points. */
export const forgedVideo = 'http://127.0.0.1:9/forged.mp4';

/**
 * A report as the vendor would word it, signed with `key` where the vendor signs.
 *
 * @see https://apixo.ai/docs/api-reference/webhooks (checked 2026-11-21)
 * @see https://docs-v2.apiframe.ai/docs/webhooks (checked 2026-11-21)
 */
export function toReport(vendor: VendorName, words: ReportWords, key: string): Delivery {
  if (vendor === 'apixo') {
    const body = JSON.stringify({ code: 200, message: 'success', data: toApixoData(words) });
    return { body, headers: { 'content-type': 'application/json' } };
  }
  const body = JSON.stringify(toApiframeEvent(words));
  const secret = createHash('sha256').update(key).digest();
  const signature = createHmac('sha256', secret).update(body).digest('hex');
  const headers = {
    'content-type': 'application/json',
    'x-webhook-signature': `sha256=${signature}`,
  };
  return { body, headers };
}

function toApixoData({ taskId, says }: ReportWords): object {
  switch (says) {
    case 'running':
      return { taskId, state: 'processing' };
    case 'succeeded':
      return { taskId, state: 'success', resultJson: `{"resultUrls":["${forgedVideo}"]}` };
    case 'failed':
      return { taskId, state: 'failed', failCode: 'Timeout', failMsg: 'took too long' };
  }
}

function toApiframeEvent({ taskId: jobId, says }: ReportWords): object {
  switch (says) {
    case 'running':
      return { event: 'progress', jobId, status: 'PROCESSING', progress: 40 };
    case 'succeeded':
      return { event: 'completed', jobId, status: 'COMPLETED', result: { videoUrl: forgedVideo } };
    case 'failed':
      return { event: 'failed', jobId, status: 'FAILED', error: 'No available capacity' };
  }
}
