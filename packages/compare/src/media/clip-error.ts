/** What is wrong with a file, in a sentence that may be shown. Never leaves this folder. */
export class ClipError extends Error {
  override readonly name = 'ClipError';
}

/** A sentence about a clip's failure, also where a parser or a decoder put it into its own words. */
export function toProblem(error: unknown): string {
  if (error instanceof ClipError) return error.message;
  const said = error instanceof Error ? error.message : '';
  // The words of a library, which may name the file's place on this machine.
  const detail = /^[^/\\]{1,200}$/.test(said) ? ` (${said.replace(/\.$/, '')})` : '';
  return `It could not be read as a video${detail}.`;
}
