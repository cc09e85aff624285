/** The point of the normal curve that 97.5 % lie below. */
export const z975 = 1.959964;

/**
 * The point of Student's t that 97.5 % lie below, for `degrees` of freedom of at least 4.
 *
 * By its expansion around the normal curve (Abramowitz and Stegun 26.7.5), which is within 0.001 from
 * 4 degrees on. No library: the kept ones either lack this quantile or are whole toolboxes for it.
 */
export function t975(degrees: number): number {
  const terms = [2.372272, 2.822499, 2.55585, 1.58953];
  return terms.reduce((sum, term, index) => sum + term / degrees ** (index + 1), z975);
}
