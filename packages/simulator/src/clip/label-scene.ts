import { createHash } from 'node:crypto';

/**
 * An SVG of layered hills under a low sun, in shapes and colours that follow from the label.
 *
 * Dusk and dawn of one label share their shapes, so that a cross-fade changes the light only.
 */
export function labelScene(label: string, time: 'dusk' | 'dawn'): Uint8Array {
  const seed = createHash('sha256').update(label).digest();
  const hue = (seed.readUInt16BE(0) % 360) + (time === 'dawn' ? 60 : 0);
  const light = time === 'dawn' ? 30 : 0;
  const hills = [0, 1, 2, 3].map((depth) => {
    const colour = hsl(hue + depth * 12, 45, 42 + light - depth * 11);
    return `<path d="${ridge(seed.subarray(4 + depth * 4), 300 + depth * 95)}" fill="${colour}"/>`;
  });
  const sunX = 240 + (seed[2] ?? 0) * 3;
  return Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="1280" height="720">
    <linearGradient id="sky" x2="0" y2="1">
      <stop offset="0" stop-color="${hsl(hue + 40, 55, 18 + light)}"/>
      <stop offset="0.6" stop-color="${hsl(hue + 350, 70, 58 + light)}"/>
    </linearGradient>
    <rect width="1280" height="720" fill="url(#sky)"/>
    <circle cx="${sunX}" cy="230" r="70" fill="${hsl(48, 90, 78 + light / 3)}"/>
    ${hills.join('')}
  </svg>`);
}

/** A closed outline: three waves over each other, their lengths and phases read from the seed. */
function ridge(seed: Uint8Array, baseline: number): string {
  const points = Array.from({ length: 65 }, (_, index) => {
    const heights = [1, 2.3, 4.9].map((rate, wave) => {
      const phase = ((seed[wave] ?? 0) / 256) * 2 * Math.PI;
      return (70 / (wave + 1)) * Math.sin((rate * index) / 10 + phase);
    });
    const y = baseline + heights.reduce((sum, height) => sum + height, 0);
    return `${index * 20},${y.toFixed(1)}`;
  });
  return `M0,720 L${points.join(' L')} L1280,720 Z`;
}

function hsl(hue: number, saturation: number, lightness: number): string {
  return `hsl(${hue % 360}, ${saturation}%, ${lightness}%)`;
}
