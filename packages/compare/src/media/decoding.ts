import type { Pixels } from './pixels.ts';

// No type of the media library stands here: what is exported would hand it on.

/** A frame of a video as it lies in the file, and how a player turns it. */
export interface DecodedFrame extends Pixels {
  readonly rotation: number;
  readonly isMirrored: boolean;
  /** As it is shown. */
  readonly shown: { readonly width: number; readonly height: number };
}

/** Which frames of a video are wanted. */
export interface Ends<Value> {
  readonly start?: Value | undefined;
  readonly end?: Value | undefined;
}

/** What is to be decoded of a file: every frame, or those at its ends. */
export type DecodingTask =
  | { readonly path: string; readonly what: 'all' }
  | {
      readonly path: string;
      readonly what: 'ends';
      readonly start: boolean;
      readonly end: boolean;
    };

/** What came of it. */
export type Decoding =
  | { readonly state: 'all'; readonly count: number; readonly lastFrameAt: number }
  | ({ readonly state: 'ends' } & Ends<DecodedFrame>)
  /** There is no decoder for the codec, perhaps because no decoders are installed at all. */
  | { readonly state: 'no-decoder'; readonly isInstalled: boolean }
  /** What is wrong with the file, in a sentence. */
  | { readonly state: 'broken'; readonly problem: string };

/** Decodes a file. Never rejects because of what is in the file. */
export type Decode = (task: DecodingTask) => Promise<Decoding>;
