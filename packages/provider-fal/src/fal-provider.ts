import type { VideoProvider, WebhookDelivery } from '@vidgate/core';
import { mergeOffers, requireOffer, toVendorRequest } from '@vidgate/core';
import type { ProviderSettings } from '@vidgate/core/http';
import { checkProviderSettings, createApiKey, createVendorClient } from '@vidgate/core/http';
import { falOffers, falTraits } from './models.ts';
import { falOptionsSchema, prepare } from './prepare.ts';
import { checkSubmitPath, readRequestsPath, toRequestsPath } from './queue-path.ts';
import { readEnd } from './read-end.ts';
import { toFault } from './to-error.ts';
import { over, toFinalStatus, toTaskStatus } from './to-task-status.ts';
import type { FalWebhookSettings } from './webhook.ts';
import { toWebhookHint, toWebhookVerifier } from './webhook.ts';
import { resultSchema, statusSchema, submittedSchema } from './wire.ts';

/** Settings of {@link createFal}. The key, `id:secret`, defaults to the environment's `FAL_API_KEY`. */
export interface FalSettings extends ProviderSettings {
  /**
   * What webhooks are verified with. Set it where you can: fal has no other way to settle a submit
   * whose answer was lost.
   *
   * @default no webhooks are asked for
   */
  readonly webhooks?: FalWebhookSettings | undefined;
}

/**
 * Makes videos through fal's queue: `POST /{endpoint}`, `GET /{app}/requests/{id}/status` and, once
 * a task is over, `GET /{app}/requests/{id}` below `https://queue.fal.run`.
 *
 * @throws {TypeError} when a setting is wrong
 * @see https://fal.ai/models/fal-ai/kling-video/v2.5-turbo/pro/text-to-video (checked 2026-11-21)
 */
export function createFal(settings: FalSettings = {}): VideoProvider {
  const name = 'fal';
  const defaults = { id: name, baseUrl: 'https://queue.fal.run' };
  const { id, baseUrl, timeoutMs } = checkProviderSettings(settings, defaults);
  const verifier = settings.webhooks && toWebhookVerifier(id, settings.webhooks);
  const offers = mergeOffers(falOffers, settings.models);
  const webhooks = verifier === undefined ? falTraits.webhooks : 'signed';
  const traits = { ...falTraits, webhooks, submitTimeoutMs: timeoutMs };
  const vendor = {
    provider: id,
    baseUrl,
    timeoutMs,
    traits,
    toFault,
    apiKey: createApiKey({
      provider: id,
      apiKey: settings.apiKey,
      environmentVariable: 'FAL_API_KEY',
    }),
    authorize: (key: string) => ({ authorization: `Key ${key}` }),
    headers: settings.headers,
    fetch: settings.fetch,
  };
  const client = createVendorClient(vendor);
  const live = { provider: id, outcome: 'accepted' } as const;

  /** Both modes of a model are one app, and so is an id from the dashboard, whichever made it. */
  function endpointOf(model: string): string {
    const { textToVideo, imageToVideo } = requireOffer({ id, offers }, model).vendorModels;
    return textToVideo ?? imageToVideo ?? model;
  }

  return {
    id,
    vendor: name,
    traits,
    offers,
    optionsSchema: falOptionsSchema,

    prepare(request, context) {
      const fitting = { id, vendor: name, offers, optionsSchema: falOptionsSchema };
      return prepare(toVendorRequest(fitting, request), verifier && context.callbackUrl);
    },

    async submit(prepared, options) {
      const path = checkSubmitPath(prepared.route ?? '', { provider: id, outcome: 'rejected' });
      const { body, requestId } = await client.send(
        {
          operation: 'submit',
          method: 'post',
          path,
          json: prepared.body,
          headers: prepared.headers,
          schema: submittedSchema,
          toTaskId: (submitted) => submitted.request_id,
        },
        options,
      );
      const route = readRequestsPath(body.status_url) ?? toRequestsPath(path, live);
      return { task: { id: body.request_id, model: prepared.model, route }, requestId };
    },

    async poll(task, options) {
      const tasks = toRequestsPath(task.route ?? endpointOf(task.model), live);
      const path = `${tasks}/${encodeURIComponent(task.id)}`;
      const read = { operation: 'poll', method: 'get', taskId: task.id } as const;
      const { body } = await client.send(
        { ...read, path: `${path}/status`, schema: statusSchema },
        options,
      );
      if (body.status !== over) return toTaskStatus(body.status);
      return toFinalStatus(await readEnd(vendor, { ...read, path, schema: resultSchema }, options));
    },

    taskFromId(taskId, model) {
      return { id: taskId, model, route: toRequestsPath(endpointOf(model), live) };
    },

    ...(verifier && {
      async parseWebhook(delivery: WebhookDelivery) {
        return toWebhookHint(delivery, verifier);
      },
    }),
  };
}
