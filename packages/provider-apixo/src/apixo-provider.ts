import type { VideoProvider } from '@vidgate/core';
import { mergeOffers, requireOffer, toUsdMicros, toVendorRequest } from '@vidgate/core';
import type { ProviderSettings } from '@vidgate/core/http';
import { checkProviderSettings, createApiKey, createVendorClient } from '@vidgate/core/http';
import { apixoOffers, apixoTraits } from './models.ts';
import type { ApixoRouting } from './prepare.ts';
import { apixoOptionsSchema, prepare } from './prepare.ts';
import { toFault } from './to-error.ts';
import { toTaskStatus } from './to-task-status.ts';
import { toWebhookHint } from './webhook.ts';
import { balanceSchema, statusSchema, submittedSchema } from './wire.ts';

/** Settings of {@link createApixo}. The key defaults to the environment's `APIXO_API_KEY`. */
export interface ApixoSettings extends ProviderSettings {
  /**
   * Sent as `provider`, an older page's field; the newer pages bind the route to the key instead
   * (one key per route, each a provider with its own `id`).
   *
   * @default not sent
   * @see https://apixo.ai/docs/concepts/routing-strategies (checked 2026-11-21)
   */
  readonly routing?: ApixoRouting | undefined;
}

const routings: readonly ApixoRouting[] = ['auto', 'value', 'official'];

/**
 * Makes videos through APIXO: `POST /generateTask/{model}`, `GET /statusTask/{model}?taskId=` and
 * `GET /apikeys/current-balance` below `https://api.apixo.ai/api/v1`.
 *
 * @throws {TypeError} when a setting is wrong
 * @see https://apixo.ai/docs/models/video/kling-2-5-turbo-pro (checked 2026-11-21)
 */
export function createApixo(settings: ApixoSettings = {}): VideoProvider {
  const vendor = 'apixo';
  const defaults = { id: vendor, baseUrl: 'https://api.apixo.ai/api/v1' };
  const { id, baseUrl, timeoutMs } = checkProviderSettings(settings, defaults);
  const { routing } = settings;
  if (routing !== undefined && !routings.includes(routing)) {
    throw new TypeError(`routing of ${id}: got "${routing}"; allowed: ${routings.join(', ')}.`);
  }
  const offers = mergeOffers(apixoOffers, settings.models);
  const traits = { ...apixoTraits, submitTimeoutMs: timeoutMs };
  const client = createVendorClient({
    provider: id,
    baseUrl,
    timeoutMs,
    traits,
    toFault,
    apiKey: createApiKey({
      provider: id,
      apiKey: settings.apiKey,
      environmentVariable: 'APIXO_API_KEY',
    }),
    authorize: (key) => ({ authorization: `Bearer ${key}` }),
    headers: settings.headers,
    fetch: settings.fetch,
  });

  /** The model is part of the paths, so it is kept with the task. */
  function routeOf(task: { readonly model: string; readonly route?: string | undefined }): string {
    if (task.route !== undefined) return task.route;
    const { textToVideo, imageToVideo } = requireOffer({ id, offers }, task.model).vendorModels;
    // An id from the dashboard does not tell its mode; at APIXO one model id serves both.
    return textToVideo ?? imageToVideo ?? task.model;
  }

  return {
    id,
    vendor,
    traits,
    offers,
    optionsSchema: apixoOptionsSchema,

    prepare(request, context) {
      const fitting = { id, vendor, offers, optionsSchema: apixoOptionsSchema };
      return prepare(toVendorRequest(fitting, request), context, routing);
    },

    async submit(prepared, options) {
      const route = routeOf(prepared);
      const { body, requestId } = await client.send(
        {
          operation: 'submit',
          method: 'post',
          path: `generateTask/${encodeURIComponent(route)}`,
          json: prepared.body,
          headers: prepared.headers,
          schema: submittedSchema,
          toTaskId: ({ data }) => data.taskId,
        },
        options,
      );
      return { task: { id: body.data.taskId, model: prepared.model, route }, requestId };
    },

    async poll(task, options) {
      const { body } = await client.send(
        {
          operation: 'poll',
          method: 'get',
          path: `statusTask/${encodeURIComponent(routeOf(task))}`,
          searchParams: { taskId: task.id },
          schema: statusSchema,
          taskId: task.id,
        },
        options,
      );
      return toTaskStatus(body.data, { provider: id, taskId: task.id });
    },

    taskFromId(taskId, model) {
      return { id: taskId, model, route: routeOf({ model }) };
    },

    async parseWebhook(delivery) {
      return toWebhookHint(delivery, id);
    },

    account: {
      async balance(options) {
        const path = 'apikeys/current-balance';
        const { body } = await client.send(
          { operation: 'balance', method: 'get', path, schema: balanceSchema },
          options,
        );
        return { usdMicros: toUsdMicros(body.data) };
      },
    },
  };
}
