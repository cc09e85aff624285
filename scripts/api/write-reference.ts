import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DocumentationEntryPoint } from 'typedoc';
import { Application, LogLevel, TSConfigReader } from 'typedoc';
import type { WorkspacePackage } from '../packages/list-packages.ts';
import { root } from '../run.ts';
import { showDerivedTypes } from './show-derived-types.ts';

const introduction = `Every public name, from the doc comments in the sources. Written by \`npx -y pnpm@12 api\`; do not
edit it. How the pieces go together is told in the [guides](../../README.md#more).`;

interface Entry {
  readonly specifier: string;
  readonly file: string;
}

/** Writes the API reference of the built packages, one Markdown file per entry. */
export async function writeReference(
  packages: readonly WorkspacePackage[],
  folder: string,
): Promise<void> {
  const entries = packages.flatMap(({ folder: own, entries }) =>
    entries.map(({ specifier, types }) => ({ specifier, file: join(own, types) })),
  );
  const app = await createApplication(entries, folder);
  const points = app.getEntryPoints();
  if (points === undefined) throw new Error('typedoc found no entries');
  const [program] = points.map((point) => point.program);
  if (program === undefined) throw new Error('typedoc made no program');
  showDerivedTypes(app, program.getTypeChecker(), points);
  const project = app.converter.convert(points.map((point) => rename(point, entries)));
  await app.generateOutputs(project);
  if (app.logger.hasErrors()) throw new Error('typedoc could not write the API reference');
  for (const name of await readdir(folder, { recursive: true })) {
    if (name.endsWith('.md')) await finishPage(join(folder, name), name === 'README.md');
  }
}

async function finishPage(file: string, isIndex: boolean): Promise<void> {
  const [title = '', ...rest] = (await readFile(file, 'utf8')).split('\n');
  const page = isIndex ? [title, '', introduction, ...rest] : [title, ...rest];
  // What the guides show as `ts` are parts of programs under `examples/`; these blocks are not.
  await writeFile(file, page.join('\n').replaceAll(/^```ts$/gm, '```typescript'));
}

async function createApplication(entries: readonly Entry[], folder: string): Promise<Application> {
  const tsconfig = join(root, '.vidgate', 'tsconfig.reference.json');
  const settings = {
    extends: '../tsconfig.base.json',
    compilerOptions: {
      typeRoots: ['../node_modules/@types'],
      noEmit: true,
      // Else members of unions change places when something else changes.
      stableTypeOrdering: true,
    },
    files: entries.map(({ file }) => file),
  };
  await writeFile(tsconfig, JSON.stringify(settings));
  const options = {
    entryPoints: entries.map(({ file }) => file),
    tsconfig,
    plugin: ['typedoc-plugin-markdown'],
    name: 'API reference',
    // Lines and commits would change with every edit.
    disableSources: true,
    readme: 'none',
    hideGenerator: true,
    logLevel: LogLevel.Warn,
    outputs: [{ name: 'markdown', path: folder }],
    outputFileStrategy: 'modules',
    pageTitleTemplates: {
      module: ({ name }: { readonly name: string }) => `@vidgate/${name}`,
    },
    hidePageHeader: true,
    hideBreadcrumbs: true,
    parametersFormat: 'table',
    interfacePropertiesFormat: 'table',
    classPropertiesFormat: 'table',
    typeDeclarationFormat: 'table',
    propertyMembersFormat: 'table',
  };
  return await Application.bootstrapWithPlugins(options, [new TSConfigReader()]);
}

function rename(
  point: DocumentationEntryPoint,
  entries: readonly Entry[],
): DocumentationEntryPoint {
  const entry = entries.find(({ file }) => file === point.sourceFile.fileName);
  if (entry === undefined) throw new Error(`${point.sourceFile.fileName} is no entry`);
  return { ...point, displayName: entry.specifier.replace('@vidgate/', '') };
}
