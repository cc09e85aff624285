import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GatewaySettings, Ports } from '@vidgate/core';
import { systemPorts } from '@vidgate/core';
import type { FakeProvider, FakeProviderSettings } from '@vidgate/testkit';
import { fakeProvider } from '@vidgate/testkit';
import type { ComparisonSettings } from '../src/run/comparison-settings.ts';
import type { MediaMeasures } from '../src/run/keep-clip.ts';

/** Time that passes faster: what takes a minute takes a moment. */
export function fastPorts(timesFaster: number): Ports {
  const startedAt = Date.now();
  const begun = performance.now();
  return {
    ...systemPorts,
    now: () => Math.round(startedAt + (performance.now() - begun) * timesFaster),
    setTimer(callback, delayMs, background) {
      const timer = setTimeout(callback, delayMs / timesFaster);
      if (background === 'background') timer.unref();
      return () => clearTimeout(timer);
    },
  };
}

/** The same 50 times faster time in several processes: it begins at `since` by everybody's clock. */
export function sharedFastPorts(since: number): Ports {
  const ports = fastPorts(50);
  return { ...ports, now: () => since + (Date.now() - since) * 50 };
}

/** What every fake video is: enough of a file to be taken for one. */
export const fakeVideo = new Uint8Array(Buffer.from('\0\0\0\x18ftypisom, and then nothing'));

type Fetch = NonNullable<NonNullable<GatewaySettings['download']>['fetch']>;

/** Serves bytes under every address. */
export function serve(toBytes: (url: string) => Uint8Array | number = () => fakeVideo): Fetch {
  return async (url) => {
    const found = toBytes(String(url));
    const bytes = typeof found === 'number' ? new Uint8Array() : found;
    return {
      status: typeof found === 'number' ? found : 200,
      headers: new Headers({ 'content-length': String(bytes.byteLength) }),
      url: String(url),
      body: new Blob([Uint8Array.from(bytes)]).stream(),
    };
  };
}

/** Measures that look at nothing but the bytes. */
export const fakeMeasures: MediaMeasures = {
  async readClip(path) {
    const bytes = readFileSync(path);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    return { sha256, bytes: bytes.byteLength, plays: true, durationSeconds: 5 };
  },
  async measureFidelity({ startFrame, endFrame }) {
    const seen = (frame: typeof startFrame) =>
      frame && { ssim: 1, asked: `frames/${frame.bytes.byteLength}`, got: 'frames/got.png' };
    const start = seen(startFrame);
    const end = seen(endFrame);
    return { ...(start && { start }), ...(end && { end }) };
  },
};

/** The smallest picture there is. */
export const picture = new Uint8Array(
  Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  ),
);

export const pictureHash: string = createHash('sha256').update(picture).digest('hex');

export interface World extends Disposable {
  readonly folder: string;
  readonly ports: Ports;
  /** A fake provider in this world's time. */
  readonly provider: (settings: FakeProviderSettings) => FakeProvider;
  readonly settings: Omit<ComparisonSettings, 'providers'>;
}

/** A folder for a run, and time that passes 500 times as fast. */
export function setup(): World {
  const folder = mkdtempSync(join(tmpdir(), 'vidgate-compare-'));
  const ports = fastPorts(500);
  return {
    folder,
    ports,
    provider: (settings) => fakeProvider({ clock: ports, ...settings }),
    settings: {
      requests: [{ prompt: 'dawn breaks' }],
      repeats: 2,
      maxUsd: 100,
      folder: join(folder, 'run'),
      gateway: { download: { fetch: serve() }, heartbeatMs: 30_000 },
      ports,
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}
