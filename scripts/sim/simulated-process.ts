import type { Ports } from '@vidgate/core';
import type { RandomStream } from '../bench/routing/random-stream.ts';
import type { VirtualClock } from '../bench/routing/virtual-clock.ts';
import type { PortName } from './fault-kinds.ts';

export interface ProcessSettings {
  readonly id: string;
  /** What really passes. */
  readonly clock: VirtualClock;
  readonly random: RandomStream;
  readonly note: (text: string) => void;
  /** Called where an armed crash strikes. */
  readonly onCrash: (port: PortName) => void;
  /** How far its clock is ahead at first, in milliseconds. */
  readonly aheadMs: number;
}

/** A crash that waits for a call. */
interface ArmedCrash {
  readonly port: PortName;
  /** Whether what is called takes effect before the process is gone. */
  readonly after: boolean;
  callsLeft: number;
}

const never: Promise<never> = new Promise(() => {});

/**
 * The border of one process: all that it does to the world and hears of it passes here. Once it has
 * crashed nothing passes any more: its calls never return and its timers never fire.
 */
export class SimulatedProcess {
  readonly id: string;
  readonly ports: Ports;
  readonly #settings: ProcessSettings;
  readonly #crashes: ArmedCrash[] = [];
  #alive = true;
  #aheadMs: number;
  #ids = 0;
  #pause: PromiseWithResolvers<void> | undefined;

  constructor(settings: ProcessSettings) {
    const { id, clock, random } = settings;
    this.id = id;
    this.#settings = settings;
    this.#aheadMs = settings.aheadMs;
    this.ports = {
      now: () => this.#aside('now', () => clock.now() + this.#aheadMs),
      random: () => this.#aside('random', random),
      newId: () => this.#aside('new-id', () => this.#newId()),
      setTimer: (callback, delayMs) => clock.setTimer(() => void this.#fire(callback), delayMs),
    };
  }

  get alive(): boolean {
    return this.#alive;
  }

  get paused(): boolean {
    return this.#pause !== undefined;
  }

  get aheadMs(): number {
    return this.#aheadMs;
  }

  kill(): void {
    this.#alive = false;
  }

  /** Sets its clock; no timer fires because of that. */
  jump(ms: number): void {
    this.#aheadMs += ms;
  }

  armCrash(port: PortName, after: boolean, callsLeft: number): void {
    this.#crashes.push({ port, after, callsLeft });
  }

  disarm(): void {
    this.#crashes.length = 0;
  }

  /** Stands still: what comes back waits until it goes on. */
  pause(): void {
    this.#pause ??= Promise.withResolvers();
  }

  goOn(): void {
    this.#pause?.resolve();
    this.#pause = undefined;
  }

  /** Lets a call out and its outcome in. */
  async through<T>(port: PortName, work: () => Promise<T>): Promise<T> {
    if (this.#meets(port, false)) this.#crash(port, 'before');
    if (!this.#alive) return await never;
    try {
      const value = await work();
      await this.#comeBack(port);
      return value;
    } catch (error) {
      await this.#comeBack(port);
      throw error;
    }
  }

  async #comeBack(port: PortName): Promise<void> {
    if (this.#meets(port, true)) this.#crash(port, 'after');
    while (this.#alive && this.#pause !== undefined) await this.#pause.promise;
    if (!this.#alive) await never;
  }

  /** What answers at once cannot fall silent: its caller goes on to the next call that can. */
  #aside<T>(port: PortName, work: () => T): T {
    if (this.#meets(port, false) || this.#meets(port, true)) this.#crash(port, 'at');
    return work();
  }

  async #fire(callback: () => void): Promise<void> {
    if (this.#meets('timer', false)) this.#crash('timer', 'before');
    while (this.#alive && this.#pause !== undefined) await this.#pause.promise;
    if (!this.#alive) return;
    callback();
    if (this.#meets('timer', true)) this.#crash('timer', 'after');
  }

  #meets(port: PortName, after: boolean): boolean {
    if (!this.#alive) return false;
    const crash = this.#crashes.find((armed) => armed.port === port && armed.after === after);
    if (crash === undefined) return false;
    crash.callsLeft -= 1;
    return crash.callsLeft <= 0;
  }

  #crash(port: PortName, moment: string): void {
    this.#alive = false;
    this.#settings.note(`${this.id} crashes ${moment} ${port}`);
    this.#settings.onCrash(port);
  }

  #newId(): string {
    this.#ids += 1;
    return `${this.id}-${this.#ids}`;
  }
}
