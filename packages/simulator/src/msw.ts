import type { RequestHandler } from 'msw';
import { HttpResponse, http } from 'msw';
import type { VendorSimulator } from './kernel/vendor-simulator.ts';

/**
 * Turns simulators into msw handlers, so that the global `fetch` reaches them.
 *
 * A broken connection becomes `HttpResponse.error()`. Redirects are left to the real `fetch`.
 */
export function toMswHandlers(...simulators: readonly VendorSimulator[]): RequestHandler[] {
  return simulators.flatMap((simulator) =>
    simulator.origins.map((origin) =>
      http.all(`${origin}/*`, async ({ request }) => {
        try {
          return await simulator.fetch(new Request(request, { redirect: 'manual' }));
        } catch {
          return HttpResponse.error();
        }
      }),
    ),
  );
}
