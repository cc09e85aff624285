import type { InputVideoTrack } from 'mediabunny';
import { FilePathSource, Input, MATROSKA, MP4, QTFF, WEBM } from 'mediabunny';
import { ClipError } from './clip-error.ts';

/** A file that is open, until it is disposed. */
export interface OpenVideo extends Disposable {
  /** @throws {ClipError} with what is wrong with the file, in a sentence */
  track(): Promise<InputVideoTrack>;
}

/** Opens a file as a video; reads what is asked for, never all of it at once. */
export function openVideo(path: string): OpenVideo {
  const source = new FilePathSource(path, {
    // A read ahead that fails is read again, and fails again, when its bytes are needed.
    handleUnhandledError: () => {},
  });
  // Files only: a playlist would name other files and addresses, which a stranger chose.
  const input = new Input({ formats: [MP4, QTFF, WEBM, MATROSKA], source });
  return {
    async track() {
      const tracks = await input.getTracks();
      if (tracks.length === 0) {
        throw new ClipError('The file names no tracks: it may end before its index.');
      }
      const track = await input.getPrimaryVideoTrack();
      if (track === null) throw new ClipError('The file has no picture, only sound or text.');
      return track;
    },
    [Symbol.dispose]: () => input.dispose(),
  };
}
