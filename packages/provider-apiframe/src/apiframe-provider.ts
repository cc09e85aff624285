import type { VideoProvider } from '@vidgate/core';
import { mergeOffers, systemClock, toUsdMicros, toVendorRequest } from '@vidgate/core';
import type { ProviderSettings } from '@vidgate/core/http';
import { checkProviderSettings, createApiKey, createVendorClient } from '@vidgate/core/http';
import { apiframeOffers, apiframeTraits, defaultUsdPerCredit } from './models.ts';
import type { GuidanceField } from './prepare.ts';
import { apiframeOptionsSchema, prepare } from './prepare.ts';
import { toFault } from './to-error.ts';
import { toPrices } from './to-prices.ts';
import { toTaskStatus } from './to-task-status.ts';
import { toWebhookHint } from './webhook.ts';
import { acceptedSchema, catalogSchema, jobSchema, meSchema, uploadSchema } from './wire.ts';

/** Settings of {@link createApiframe}. The key defaults to the environment's `APIFRAME_API_KEY`. */
export interface ApiframeSettings extends ProviderSettings {
  /**
   * What one credit costs you, in dollars: the vendor states prices and costs in credits only.
   *
   * @default 0.039, the dearest published plan (checked 2026-11-21)
   */
  readonly usdPerCredit?: number | undefined;
  /**
   * Fixes the name under which the cfg scale is sent.
   *
   * @default 'cfg_scale' until a 400 names it, then 'guidance_scale'
   * @see https://api.apiframe.ai/v2/openapi.json "klingParams" (checked 2026-11-21)
   */
  readonly guidanceField?: GuidanceField | undefined;
  /** Further API keys whose webhooks are accepted, while keys are rotated. @default none */
  readonly webhookKeys?: readonly string[] | undefined;
}

/**
 * Makes videos through Apiframe: `POST /v2/videos/generate`, `GET /v2/jobs/{id}`, `GET /v2/me`,
 * `GET /v2/models` and `POST /v2/uploads` below `https://api.apiframe.ai`.
 *
 * @throws {TypeError} when a setting is wrong
 * @see https://api.apiframe.ai/v2/openapi.json (checked 2026-11-21)
 */
export function createApiframe(settings: ApiframeSettings = {}): VideoProvider {
  const vendor = 'apiframe';
  const defaults = { id: vendor, baseUrl: 'https://api.apiframe.ai' };
  const { id, baseUrl, timeoutMs } = checkProviderSettings(settings, defaults);
  const { usdPerCredit = defaultUsdPerCredit, webhookKeys = [] } = settings;
  checkSettings(id, settings);
  const offers = mergeOffers(apiframeOffers(usdPerCredit), settings.models);
  const traits = { ...apiframeTraits, submitTimeoutMs: timeoutMs };
  const apiKey = createApiKey({
    provider: id,
    apiKey: settings.apiKey,
    environmentVariable: 'APIFRAME_API_KEY',
  });
  let guidanceField = settings.guidanceField ?? 'cfg_scale';
  const client = createVendorClient({
    provider: id,
    baseUrl,
    timeoutMs,
    traits,
    apiKey,
    toFault(answer) {
      const fault = toFault(answer);
      if (fault?.reshaped !== true) return fault;
      if (settings.guidanceField !== undefined) return { ...fault, reshaped: undefined };
      guidanceField = 'guidance_scale';
      return fault;
    },
    authorize: (key) => ({ 'x-api-key': key }),
    headers: settings.headers,
    fetch: settings.fetch,
  });

  return {
    id,
    vendor,
    traits,
    offers,
    optionsSchema: apiframeOptionsSchema,

    prepare(request, context) {
      const fitting = { id, vendor, offers, optionsSchema: apiframeOptionsSchema };
      return prepare(toVendorRequest(fitting, request), context, guidanceField);
    },

    async submit(prepared, options) {
      const { body, requestId } = await client.send(
        {
          operation: 'submit',
          method: 'post',
          path: 'v2/videos/generate',
          json: prepared.body,
          headers: prepared.headers,
          schema: acceptedSchema,
          toTaskId: ({ jobId }) => jobId,
        },
        options,
      );
      // A replay may say COMPLETED or FAILED here, but without the result or the reason, which only
      // a poll has: nothing is passed on that would have to be guessed.
      return { task: { id: body.jobId, model: prepared.model }, requestId };
    },

    async poll(task, options) {
      const { body } = await client.send(
        {
          operation: 'poll',
          method: 'get',
          path: `v2/jobs/${encodeURIComponent(task.id)}`,
          schema: jobSchema,
          taskId: task.id,
        },
        options,
      );
      return toTaskStatus(body, { provider: id, taskId: task.id, usdPerCredit });
    },

    taskFromId(taskId, model) {
      return { id: taskId, model };
    },

    async parseWebhook(delivery) {
      const keys = [(await apiKey()).reveal(), ...webhookKeys];
      return toWebhookHint(delivery, { provider: id, keys });
    },

    account: {
      async balance(options) {
        const { body } = await client.send(
          { operation: 'balance', method: 'get', path: 'v2/me', schema: meSchema },
          options,
        );
        // A key without a team has no figure. That is no error: the key was accepted, which is what
        // a paused provider asks here before it is used again.
        if (body.team === null) return {};
        const { credits } = body.team;
        return { credits, usdMicros: toUsdMicros(credits * usdPerCredit) };
      },

      async prices(options) {
        const path = 'v2/models?modality=video';
        const { body } = await client.send(
          { operation: 'prices', method: 'get', path, authenticated: false, schema: catalogSchema },
          options,
        );
        const asOf = new Date((options?.clock ?? systemClock).now()).toISOString().slice(0, 10);
        const source = `${baseUrl.replace(/\/$/, '')}/${path}`;
        return toPrices(body.models, offers, { usdPerCredit, source, asOf });
      },
    },

    async upload(media, options) {
      const file = new Blob([Uint8Array.from(media.bytes)], { type: media.mediaType });
      const form = new FormData();
      form.append('file', file, `${media.sha256}.${media.mediaType.replace(/^.*\//, '')}`);
      const { body } = await client.send(
        { operation: 'upload', method: 'post', path: 'v2/uploads', form, schema: uploadSchema },
        options,
      );
      return { url: body.url, expiresAt: body.expiresAt ?? undefined };
    },
  };
}

function checkSettings(id: string, settings: ApiframeSettings): void {
  const { usdPerCredit, guidanceField, webhookKeys = [] } = settings;
  if (usdPerCredit !== undefined && !(Number.isFinite(usdPerCredit) && usdPerCredit > 0)) {
    throw new TypeError(`usdPerCredit of ${id}: got ${usdPerCredit}; allowed: dollars above 0.`);
  }
  if (guidanceField !== undefined && !/^(?:cfg|guidance)_scale$/.test(guidanceField)) {
    throw new TypeError(
      `guidanceField of ${id}: got "${guidanceField}"; allowed: cfg_scale, guidance_scale.`,
    );
  }
  // Anyone can sign with an empty key.
  if (webhookKeys.some((key) => key.trim() === '')) {
    throw new TypeError(`webhookKeys of ${id}: allowed: API keys that are not blank.`);
  }
}
