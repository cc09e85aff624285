import type { Outcome, VideoProvider } from '@vidgate/core';
import {
  mergeOffers,
  requireOffer,
  systemClock,
  toUsdMicros,
  toVendorRequest,
  VideoGatewayError,
} from '@vidgate/core';
import type { ProviderSettings } from '@vidgate/core/http';
import { checkProviderSettings, createApiKey, createVendorClient } from '@vidgate/core/http';
import type { AimlapiApi } from './api-path.ts';
import { apiPaths } from './api-path.ts';
import { aimlapiOffers, aimlapiTraits } from './models.ts';
import { aimlapiOptionsSchema, prepare } from './prepare.ts';
import { toCost } from './to-cost.ts';
import { toFault } from './to-error.ts';
import { toFoundTask, toLogsPath } from './to-found-task.ts';
import { toPrices } from './to-prices.ts';
import { toTaskStatus } from './to-task-status.ts';
import {
  billingSchema,
  catalogueSchema,
  generationSchema,
  logsSchema,
  submittedSchema,
} from './wire.ts';

/** Settings of {@link createAimlapi}. The key defaults to the environment's `AIMLAPI_API_KEY`. */
export interface AimlapiSettings extends ProviderSettings {
  /**
   * The path that new tasks are made on: the model page's or the specification's. A task is always
   * polled on the path that made it, also after this was changed.
   *
   * @default 'kling'
   * @see https://docs.aimlapi.com/api-references/video-models/kling-ai/v2.5-turbo-pro-text-to-video (checked 2026-11-21)
   */
  readonly api?: AimlapiApi | undefined;
}

/**
 * Makes videos through AI/ML API: `POST` and `GET ?generation_id=` of
 * `/v2/generate/video/kling/generation` (or `/v2/video/generations`), `GET /v2/logs`,
 * `GET /v2/billing` and `GET /v1/models` below `https://api.aimlapi.com`.
 *
 * @throws {TypeError} when a setting is wrong
 * @see https://docs.aimlapi.com/api-references/video-models/kling-ai/v2.5-turbo-pro-text-to-video (checked 2026-11-21)
 */
export function createAimlapi(settings: AimlapiSettings = {}): VideoProvider {
  const vendor = 'aimlapi';
  const defaults = { id: vendor, baseUrl: 'https://api.aimlapi.com' };
  const { id, baseUrl, timeoutMs } = checkProviderSettings(settings, defaults);
  const { api = 'kling' } = settings;
  if (!Object.hasOwn(apiPaths, api)) {
    throw new TypeError(
      `api of ${id}: got "${api}"; allowed: ${Object.keys(apiPaths).join(', ')}.`,
    );
  }
  const offers = mergeOffers(aimlapiOffers, settings.models);
  const traits = { ...aimlapiTraits, submitTimeoutMs: timeoutMs };
  const client = createVendorClient({
    provider: id,
    baseUrl,
    timeoutMs,
    traits,
    toFault,
    apiKey: createApiKey({
      provider: id,
      apiKey: settings.apiKey,
      environmentVariable: 'AIMLAPI_API_KEY',
    }),
    authorize: (key) => ({ authorization: `Bearer ${key}` }),
    headers: settings.headers,
    fetch: settings.fetch,
  });

  /** A stored path is believed only if it is one of ours: the key is sent to it. */
  function pathOf(route = apiPaths[api], outcome: Outcome = 'rejected'): string {
    const paths = Object.values(apiPaths);
    if (paths.includes(route)) return route;
    const message = `${id} knows no API path "${route}"; it knows ${paths.join(', ')}.`;
    throw new VideoGatewayError({ code: 'configuration', outcome, provider: id, message });
  }

  return {
    id,
    vendor,
    traits,
    offers,
    optionsSchema: aimlapiOptionsSchema,

    prepare(request, context) {
      const fitting = { id, vendor, offers, optionsSchema: aimlapiOptionsSchema };
      return prepare(toVendorRequest(fitting, request), context, apiPaths[api]);
    },

    async submit(prepared, options) {
      const path = pathOf(prepared.route);
      const { body, headers, requestId } = await client.send(
        {
          operation: 'submit',
          method: 'post',
          path,
          json: prepared.body,
          headers: prepared.headers,
          schema: submittedSchema,
          toTaskId: (submitted) => submitted.id,
        },
        options,
      );
      return {
        task: { id: body.id, model: prepared.model, route: path },
        cost: toCost(body.meta?.usage, headers),
        requestId,
      };
    },

    async poll(task, options) {
      const { body, headers } = await client.send(
        {
          operation: 'poll',
          method: 'get',
          path: pathOf(task.route, 'accepted'),
          searchParams: { generation_id: task.id },
          schema: generationSchema,
          taskId: task.id,
        },
        options,
      );
      const cost = toCost(body.meta?.usage, headers);
      return toTaskStatus(body, { provider: id, taskId: task.id, cost });
    },

    taskFromId(taskId, model) {
      return { id: taskId, model, route: apiPaths[api] };
    },

    async findTask(query, options) {
      const path = toLogsPath(query, requireOffer({ id, offers }, query.model));
      const { body } = await client.send(
        { operation: 'look-up', method: 'get', path, schema: logsSchema },
        options,
      );
      return toFoundTask(body.data, query, pathOf(query.route, 'unknown'));
    },

    account: {
      async balance(options) {
        const { body } = await client.send(
          { operation: 'balance', method: 'get', path: 'v2/billing', schema: billingSchema },
          options,
        );
        // "Always USD", says the page; were it ever not, the figure would mean something else.
        if ((body.currency ?? 'USD') !== 'USD') return {};
        return { usdMicros: toUsdMicros(body.current_balance) };
      },

      async prices(options) {
        const parameters = new URLSearchParams({ include: 'pricing' });
        const vendorModels = offers.flatMap((offer) => Object.values(offer.vendorModels));
        for (const model of new Set(vendorModels)) parameters.append('id', model);
        const path = `v1/models?${parameters}`;
        const { body } = await client.send(
          {
            operation: 'prices',
            method: 'get',
            path,
            authenticated: false,
            schema: catalogueSchema,
          },
          options,
        );
        const asOf = new Date((options?.clock ?? systemClock).now()).toISOString().slice(0, 10);
        const source = `${baseUrl.replace(/\/$/, '')}/${path}`;
        return toPrices(body.data, offers, { source, asOf });
      },
    },
  };
}
