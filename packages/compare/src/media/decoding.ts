import type { DecodedFrame, Ends } from './decode-ends.ts';

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
