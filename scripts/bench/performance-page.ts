import { readFile, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { root } from '../run.ts';

/** One part of `docs/performance.md`: what a command printed, and what that means. */
export interface PageSection {
  /** Which part it is; the same name replaces it. */
  readonly name: string;
  readonly title: string;
  /** What each figure means. */
  readonly meaning: string;
  /** What was run. */
  readonly command: string;
  readonly output: string;
}

const file = join(root, 'docs', 'performance.md');
const head = `# Performance

What \`npx -y pnpm@12 bench --write\` and \`npx -y pnpm@12 soak --write\` measured and wrote; nothing here
is written by hand. Everything talks to simulated vendors on the same machine. Absolute times move with
whatever else the machine does, so ways that are compared take turns and their ratios count.`;

/**
 * Puts sections into the page: those that it has are replaced where they stand, new ones follow.
 * Sections of other commands stay.
 */
export async function writePage(sections: readonly PageSection[], now: Date): Promise<void> {
  const page = await readFile(file, 'utf8').catch(() => '');
  await writeFile(file, putSections(page, sections, toConditions(now)));
}

/** The page with the sections in it. */
export function putSections(
  page: string,
  sections: readonly PageSection[],
  conditions: string,
): string {
  const parts = new Map(readParts(page));
  for (const section of sections) parts.set(section.name, toPart(section, conditions));
  return `${[head, ...parts.values()].join('\n\n')}\n`;
}

function readParts(page: string): readonly (readonly [string, string])[] {
  const parts = page.matchAll(/<!-- (\S+) -->\n.*?\n<!-- \/\1 -->/gs);
  return [...parts].map(([text, name = '']) => [name, text]);
}

function toPart(
  { name, title, meaning, command, output }: PageSection,
  conditions: string,
): string {
  const text = [
    `## ${title}`,
    meaning,
    `\`${command}\`, ${conditions}:`,
    `\`\`\`text\n${output.trim()}\n\`\`\``,
  ].join('\n\n');
  return `<!-- ${name} -->\n${text}\n<!-- /${name} -->`;
}

function toConditions(now: Date): string {
  const day = now.toISOString().slice(0, 10);
  return `${day}, ${availableParallelism()} shared cores, Node ${process.versions.node}`;
}
