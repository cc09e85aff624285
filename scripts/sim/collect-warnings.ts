/** Hears what processes warn of, in place of the console, until the returned function is called. */
export function collectWarnings(hear: (text: string) => void): () => void {
  const { emitWarning } = process;
  process.emitWarning = (warning: string | Error): void =>
    hear(typeof warning === 'string' ? warning : warning.message);
  return () => {
    process.emitWarning = emitWarning;
  };
}
