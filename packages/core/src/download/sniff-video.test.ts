import { expect, test } from 'vitest';
import { sniffVideo } from './sniff-video.ts';

test.each([
  ['an MP4', '\0\0\0\x18ftypisom', undefined, 'video/mp4'],
  ['an MP4, whatever is declared', '\0\0\0\x18ftypmp42', 'text/plain', 'video/mp4'],
  ['a QuickTime film', '\0\0\0\x14ftypqt  ', 'video/mp4', 'video/quicktime'],
  ['a declared WebM', '\x1a\x45\xdf\xa3\0\0\0\0', 'video/webm', 'video/webm'],
  ['an undeclared WebM', '\x1a\x45\xdf\xa3\0\0\0\0', undefined, undefined],
  ['a WebM declared as audio', '\x1a\x45\xdf\xa3\0\0\0\0', 'audio/webm', undefined],
  ['a page declared as a video', '<!doctype html>', 'video/mp4', undefined],
  ['ftyp at the wrong place', 'ftyp\0\0\0\x18isom', 'video/mp4', undefined],
  ['too few bytes', '\0\0\0', 'video/mp4', undefined],
  ['nothing', '', undefined, undefined],
])('%s is told by its first bytes', (_what, head, declared, mediaType) => {
  expect(sniffVideo(Buffer.from(head, 'latin1'), declared)).toBe(mediaType);
});
