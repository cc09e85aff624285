import type { Gateway } from '@vidgate/core';

export interface Film {
  readonly id: string;
  readonly pitch: string;
}

/** What the application's users see of a trailer. */
export interface Trailer {
  readonly state: 'ready' | 'in-doubt' | 'refused';
  readonly jobId: string;
}

/** A film has one trailer, however often it is asked for. */
export async function makeTrailer(film: Film, gateway: Gateway): Promise<Trailer> {
  const { id } = await gateway.submit(
    { prompt: film.pitch },
    { idempotencyKey: `trailer-${film.id}` },
  );
  const { state } = await gateway.wait(id);
  if (state === 'succeeded') return { state: 'ready', jobId: id };
  // A held job may have been paid for: a person decides, and nothing is ordered anew.
  return { state: state === 'held' ? 'in-doubt' : 'refused', jobId: id };
}
