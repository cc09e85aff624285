import Table from 'cli-table3';
import { z } from 'zod';

export const figureSchema = z.object({
  what: z.string(),
  figure: z.string(),
  /** What an issue asks for; absent where it only asks to know. */
  aim: z.string().optional(),
  met: z.boolean().optional(),
});

/** What a bench comes to, in a line. */
export type Figure = z.output<typeof figureSchema>;

/** A figure that may not be above its aim. */
export function atMost(
  what: string,
  value: number,
  aim: number,
  print: (value: number) => string,
): Figure {
  return { what, figure: print(value), aim: `at most ${print(aim)}`, met: value <= aim };
}

export function toFigureTable(figures: readonly Figure[]): string {
  const table = new Table({
    head: ['what', 'figure', 'aim', ''],
    chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
    style: { head: [], border: [] },
  });
  for (const { what, figure, aim = '', met } of figures) {
    table.push([what, figure, aim, met === undefined ? '' : met ? 'met' : 'not met']);
  }
  return table.toString();
}
