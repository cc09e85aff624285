/** A whole number from a bench's command line. @throws {TypeError} naming the bench */
export function readCount(
  bench: string,
  argument: string | undefined,
  { byDefault, least = 1 }: { readonly byDefault: number; readonly least?: number },
): number {
  const count = Number(argument ?? byDefault);
  if (Number.isInteger(count) && count >= least) return count;
  throw new TypeError(`${bench}: got "${argument}"; allowed: a whole number from ${least} on.`);
}
