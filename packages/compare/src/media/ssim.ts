/** One value of each pixel, such as its brightness, row by row, from 0 to 255. */
export interface Plane {
  readonly width: number;
  readonly height: number;
  readonly data: Float64Array;
}

const windowRadius = 5;
const sigma = 1.5;
const steadyMean = (0.01 * 255) ** 2;
const steadyVariance = (0.03 * 255) ** 2;

/**
 * Structural similarity of two planes of one size, from -1 to 1; 1 is the same. Symmetric.
 *
 * The mean over all places of an 11×11 Gaussian window, with the constants of the measure's authors.
 * A plane under 11 pixels gets a smaller window.
 *
 * @throws {RangeError} when the planes differ in size, or have none
 * @see https://www.cns.nyu.edu/~lcv/ssim/ (checked 2026-11-21)
 */
export function ssim(a: Plane, b: Plane): number {
  const { width, height } = a;
  if (width !== b.width || height !== b.height || width < 1 || height < 1) {
    const sizes = `${width}×${height} and ${b.width}×${b.height}`;
    throw new RangeError(`The pictures are ${sizes} pixels: expected one size above 0.`);
  }
  const weights = toWeights(Math.min(windowRadius, (Math.min(width, height) - 1) >> 1));
  const mean = (one: Float64Array, other?: Float64Array): Float64Array => {
    const data = other === undefined ? one : one.map((value, index) => value * (other[index] ?? 0));
    return blur({ width, height, data }, weights);
  };
  const meanA = mean(a.data);
  const meanB = mean(b.data);
  const squareA = mean(a.data, a.data);
  const squareB = mean(b.data, b.data);
  const product = mean(a.data, b.data);
  const places = meanA.map((muA, index) => {
    const muB = meanB[index] ?? 0;
    const varianceA = (squareA[index] ?? 0) - muA ** 2;
    const varianceB = (squareB[index] ?? 0) - muB ** 2;
    const covariance = (product[index] ?? 0) - muA * muB;
    const brightness = (2 * muA * muB + steadyMean) / (muA ** 2 + muB ** 2 + steadyMean);
    const structure = (2 * covariance + steadyVariance) / (varianceA + varianceB + steadyVariance);
    return brightness * structure;
  });
  return places.reduce((sum, place) => sum + place, 0) / places.length;
}

/** A Gaussian that adds up to 1. */
function toWeights(radius: number): readonly number[] {
  const bell = Array.from({ length: 2 * radius + 1 }, (_, index) =>
    Math.exp(-((index - radius) ** 2) / (2 * sigma ** 2)),
  );
  const total = bell.reduce((sum, weight) => sum + weight, 0);
  return bell.map((weight) => weight / total);
}

/** Weighs each window that lies wholly inside: first along the rows, then along the columns. */
function blur({ width, height, data }: Plane, weights: readonly number[]): Float64Array {
  const columns = width - weights.length + 1;
  const rows = height - weights.length + 1;
  const across = new Float64Array(columns * height);
  for (let index = 0; index < across.length; index += 1) {
    const from = Math.floor(index / columns) * width + (index % columns);
    across[index] = weigh(data, weights, from, 1);
  }
  const down = new Float64Array(columns * rows);
  for (let index = 0; index < down.length; index += 1) {
    down[index] = weigh(across, weights, index, columns);
  }
  return down;
}

function weigh(data: Float64Array, weights: readonly number[], from: number, step: number): number {
  let sum = 0;
  for (let tap = 0; tap < weights.length; tap += 1) {
    sum += (weights[tap] ?? 0) * (data[from + tap * step] ?? 0);
  }
  return sum;
}
