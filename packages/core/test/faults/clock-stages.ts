import type { ArchiveFile, AssetArchive, GatewaySettings } from '@vidgate/core';
import { VideoGatewayError } from '@vidgate/core';
import type { FakeProviderSettings } from '@vidgate/testkit';
import type { Machine, Process } from './setup-machine.ts';

/** Steps of a time server, a clock that was wrong by an hour or a day, and a lid that was closed. */
export const jumps = {
  'back 5 s': -5_000,
  'back an hour': -3_600_000,
  'back a day': -86_400_000,
  'forward 5 s': 5_000,
  'forward an hour': 3_600_000,
  'forward 8 hours': 28_800_000,
  'forward a day': 86_400_000,
  'forward 3 days': 259_200_000,
} as const;

export type Jump = keyof typeof jumps;

// The keys of a literal are its own; Object.keys forgets which.
export const allJumps = Object.keys(jumps) as readonly Jump[];

/** A moment in the life of a job at which a clock may jump. */
export interface ClockStage {
  readonly provider?: FakeProviderSettings;
  readonly gateway?: () => Partial<GatewaySettings>;
  /** What the vendor will do; before the job is submitted. */
  readonly script: (machine: Machine) => void;
  /** From the submission of the job to the jump. */
  readonly afterMs: number;
  /** What somebody else does after the jump. */
  readonly afterwards?: (machine: Machine, process: Process, jobId: string) => Promise<void>;
  /** How often the vendor is asked to make it, at most. */
  readonly submits: number;
  /** After which jumps it is rightly left to a person. */
  readonly heldBy?: readonly Jump[];
}

/** An archive that is out of order twice, and works then. */
function limpingArchive(): AssetArchive {
  const asked: ArchiveFile[] = [];
  return {
    async store(file) {
      asked.push(file);
      if (asked.length < 3)
        throw new VideoGatewayError({ code: 'archive-failed', message: 'full' });
      return { location: `kept/${file.jobId}`, bytes: 7, sha256: 'abc', mediaType: 'video/mp4' };
    },
  };
}

const unread = {
  fetch: async () => {
    throw new Error('this archive reads no URL');
  },
};

const polling = { firstDelayMs: 10_000, intervalMs: 5_000 };

export const clockStages: Readonly<Record<string, ClockStage>> = {
  'queued, while its provider rests': {
    script: ({ provider }) =>
      provider.onNextSubmit({ do: 'reject', code: 'rate-limited', retryAfterMs: 30_000 }),
    afterMs: 10_000,
    submits: 2,
  },
  'submitting, before the answer': {
    script: ({ provider }) => provider.onNextSubmit({ do: 'accept', afterMs: 20_000 }),
    afterMs: 10_000,
    submits: 1,
  },
  'in doubt, between two replays': {
    provider: { traits: { idempotentSubmit: { windowMs: 86_400_000 } } },
    script: ({ provider }) => provider.onNextSubmit({ do: 'lose-answer' }, { do: 'lose-request' }),
    afterMs: 5_000,
    submits: 3,
    // Its fifteen minutes are over then, or nobody can tell whether they are, nor whether the vendor
    // still remembers the key; a person decides.
    heldBy: allJumps.filter((jump) => !jump.endsWith(' 5 s')),
  },
  'in doubt, between two look-ups': {
    provider: { findable: { lagMs: 40_000 } },
    script: ({ provider }) => provider.onNextSubmit({ do: 'lose-answer' }),
    afterMs: 5_000,
    submits: 1,
  },
  'held in doubt, until a person adopts its task': {
    script: ({ provider }) => provider.onNextSubmit({ do: 'lose-answer' }),
    afterMs: 5_000,
    async afterwards({ provider }, { gateway }, jobId) {
      const taskId = provider.tasks[0]?.id ?? 'none';
      await gateway.resolve(jobId, { action: 'adopt', taskId });
    },
    submits: 1,
  },
  'accepted, before the first poll': {
    provider: { runMs: 60_000 },
    script: () => {},
    afterMs: 5_000,
    submits: 1,
  },
  'accepted, between two polls': {
    provider: { runMs: 60_000 },
    gateway: () => ({ polling }),
    script: () => {},
    afterMs: 25_000,
    submits: 1,
  },
  'accepted, while its vendor asks for patience': {
    gateway: () => ({ polling }),
    script: ({ provider }) =>
      provider.onNextPoll({ do: 'throw', code: 'rate-limited', retryAfterMs: 60_000 }),
    afterMs: 15_000,
    submits: 1,
  },
  'held as stalled': {
    gateway: () => ({ polling: { ...polling, deadlineMs: 60_000 } }),
    script: ({ provider }) => provider.onNextPoll({ do: 'never-finish' }),
    afterMs: 100_000,
    async afterwards({ provider }) {
      provider.finish(provider.tasks[0]?.id ?? 'none');
    },
    submits: 1,
  },
  'archiving, between two tries': {
    gateway: () => ({ archive: limpingArchive(), download: unread }),
    script: () => {},
    afterMs: 35_000,
    submits: 1,
  },
};
