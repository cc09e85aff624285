/** Bytes from the start of a file that are enough to tell. */
export const sniffedBytes = 12;

/**
 * The media type of a video file by its first bytes, or undefined where they are none: an ISO
 * media file has `ftyp` at offset 4. Matroska's magic is shared with audio, so WebM is believed
 * only where it is also declared as a video.
 */
export function sniffVideo(head: Uint8Array, declaredType: string | undefined): string | undefined {
  const text = Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString('latin1');
  if (text.slice(4, 8) === 'ftyp') {
    return text.slice(8, 12) === 'qt  ' ? 'video/quicktime' : 'video/mp4';
  }
  const isWebm = text.startsWith('\x1a\x45\xdf\xa3') && declaredType?.startsWith('video/');
  return isWebm ? declaredType : undefined;
}
