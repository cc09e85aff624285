/** A straight line through measurements. */
export interface Trend {
  /** Of y per unit of x. */
  readonly slope: number;
  /** What y has changed by from the first x to the last, by the line. */
  readonly growth: number;
  readonly mean: number;
}

/** The least-squares line; level where there are not two different x. */
export function toTrend(points: readonly (readonly [x: number, y: number])[]): Trend {
  const mean = (pick: (point: readonly [number, number]) => number): number =>
    points.reduce((sum, point) => sum + pick(point), 0) / points.length;
  const meanX = mean(([x]) => x);
  const meanY = mean(([, y]) => y);
  const spread = mean(([x]) => (x - meanX) ** 2);
  const slope = spread > 0 ? mean(([x, y]) => (x - meanX) * (y - meanY)) / spread : 0;
  const all = points.map(([x]) => x);
  return { slope, growth: slope * (Math.max(...all) - Math.min(...all)), mean: meanY };
}
