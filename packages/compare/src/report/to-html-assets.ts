import { readFile, realpath, stat } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import type { ComparisonRun } from '../comparison-run.ts';
import type { Markup } from './to-html-markup.ts';
import { html, trusted } from './to-html-markup.ts';

/** A clip or a picture of the run, or why the page cannot show it. */
export type Shown =
  | { readonly source: Markup; readonly id: string; readonly link?: string }
  | { readonly missing: string };

/** The files of a run as the page shows them. */
export interface Assets {
  /**
   * The attributes of the element that shows a file. Only its first element holds the bytes; a
   * script of the page gives them to the others, which name the first one.
   */
  show(file: string): Shown;
  /** How many files lie beside the page because they would have made it too large. */
  readonly linked: number;
  readonly linkedBytes: number;
}

const mediaTypes: Readonly<Record<string, string>> = {
  '.mp4': 'video/mp4',
  '.webm': 'video/webm',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.webp': 'image/webp',
};

type Loaded =
  | { readonly data: Markup; readonly bytes: number }
  | { readonly link: string; readonly bytes: number }
  | { readonly missing: string };

/** Reads the files of a run, pictures first, and embeds them while they fit. */
export async function loadAssets(
  run: ComparisonRun,
  folder: string,
  embedAtMostBytes: number,
): Promise<Assets> {
  const loaded = new Map<string, Loaded>();
  let left = embedAtMostBytes;
  for (const file of filesOf(run)) {
    if (loaded.has(file)) continue;
    const one = await load(file, folder, left);
    loaded.set(file, one);
    if ('data' in one) left -= one.bytes;
  }
  const beside = [...loaded.values()].flatMap((one) => ('link' in one ? [one.bytes] : []));
  return {
    show: createShow(loaded),
    linked: beside.length,
    linkedBytes: beside.reduce((sum, bytes) => sum + bytes, 0),
  };
}

function createShow(loaded: ReadonlyMap<string, Loaded>): Assets['show'] {
  const ids = new Map<string, string>();
  return (file) => {
    const one = loaded.get(file) ?? { missing: 'The run does not name it.' };
    if ('missing' in one) return one;
    const link = 'link' in one ? { link: one.link } : {};
    const first = ids.get(file);
    if (first !== undefined) return { source: html`data-same="${first}"`, id: first, ...link };
    const id = `file-${ids.size + 1}`;
    ids.set(file, id);
    return { source: html`id="${id}" src="${'link' in one ? one.link : one.data}"`, id, ...link };
  };
}

/** Pictures come first: they are small, and a page without them says little. */
function filesOf(run: ComparisonRun): readonly string[] {
  const asked = run.requests.flatMap(({ startFrame, endFrame }) => [
    startFrame?.file,
    endFrame?.file,
  ]);
  const measured = run.samples.flatMap(({ fidelity }) => [
    fidelity?.start?.asked,
    fidelity?.start?.got,
    fidelity?.end?.asked,
    fidelity?.end?.got,
  ]);
  const clips = run.samples.map(({ clip }) => (clip?.plays === true ? clip.file : undefined));
  return [...asked, ...measured, ...clips].filter((file) => file !== undefined);
}

async function load(file: string, folder: string, embedAtMostBytes: number): Promise<Loaded> {
  const mediaType = mediaTypes[extname(file).toLowerCase()];
  if (mediaType === undefined) return { missing: 'A page cannot show a file of this kind.' };
  try {
    const root = await realpath(folder);
    const path = await realpath(join(root, file));
    // A run may come from somebody else: it must not put this machine's files into a page.
    if (!path.startsWith(root + sep)) return { missing: 'It lies outside the folder of the run.' };
    const { size } = await stat(path);
    if (size > embedAtMostBytes) {
      const link = `./${file.split('/').map(encodeURIComponent).join('/')}`;
      return { link, bytes: size };
    }
    const base64 = (await readFile(path)).toString('base64');
    return { data: trusted(`data:${mediaType};base64,${base64}`), bytes: size };
  } catch {
    return { missing: 'It could not be read from the folder of the run.' };
  }
}
