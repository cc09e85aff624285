import type { RandomStream } from '../bench/routing/random-stream.ts';
import type { FaultBoard } from './fault-board.ts';
import type { windowFaults } from './fault-kinds.ts';
import { secondMs } from './plan.ts';
import type { VendorSite } from './vendor-site.ts';

export type WindowFault = (typeof windowFaults)[number];

/** Times at which a vendor is not well. */
export interface Weather {
  begin(kind: WindowFault, vendor: string, untilMs: number): void;
  /** How much longer a request takes just now, in milliseconds. */
  slownessMs(vendor: string): number;
  /** Whether a request is never heard of again. */
  swallows(vendor: string): boolean;
  /** Makes the vendor answer the request that has just arrived as it answers in such times. */
  spoil(site: VendorSite, isPaid: boolean): void;
  calm(): void;
}

export interface WeatherSettings {
  readonly now: () => number;
  readonly random: RandomStream;
  readonly faults: FaultBoard;
}

export function createWeather({ now, random, faults }: WeatherSettings): Weather {
  const until = new Map<string, number>();
  const strikes = (kind: WindowFault, vendor: string): boolean => {
    const isOn = (until.get(`${kind} ${vendor}`) ?? 0) > now();
    if (isOn) faults.hit(kind);
    return isOn;
  };
  return {
    begin: (kind, vendor, untilMs) => void until.set(`${kind} ${vendor}`, untilMs),
    slownessMs: (vendor) => (strikes('slow-phase', vendor) ? (2 + 80 * random()) * secondMs : 0),
    swallows: (vendor) => strikes('black-hole', vendor),
    spoil({ name, simulator }, isPaid) {
      const on = isPaid ? 'submit' : 'poll';
      if (strikes('rate-limit-storm', name)) simulator.inject({ name: 'rate-limited', on });
      else if (strikes('server-errors', name)) simulator.inject({ name: 'server-error', on });
      else if (strikes('brown-out', name) && random() < 0.6) {
        const isAccepted = isPaid && random() < 0.5;
        simulator.inject(
          isAccepted
            ? { name: 'server-error-after-accept', status: 504 }
            : { name: 'server-error', status: 503, on },
        );
      }
    },
    calm: () => until.clear(),
  };
}
