/** Tells whoever runs the process what no caller is there to hear. */
export function warn(message: string): void {
  process.emitWarning(message, { type: 'VidgateWarning' });
}
