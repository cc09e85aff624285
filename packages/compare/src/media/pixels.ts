/** A picture, row by row, without gaps: red, green, blue, and with 4 channels how opaque it is. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly channels: 3 | 4;
  readonly data: Uint8Array<ArrayBuffer>;
}
