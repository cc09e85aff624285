import { posix } from 'node:path';
import { z } from 'zod';

/** What a tarball holds: paths below the package's own folder. */
export interface Tarball {
  readonly files: readonly string[];
  readonly read: (file: string) => string;
}

const caret = z.string().regex(/^\^\d+\.\d+\.\d+$/, { error: 'a caret range' });
const dependenciesSchema = z.record(z.string(), caret).default({});

type Target = string | { readonly [condition: string]: Target };
const targetSchema: z.ZodType<Target> = z.lazy(() =>
  z.union([z.string(), z.record(z.string(), targetSchema)]),
);

const manifestSchema = z.object({
  name: z.string().startsWith('@vidgate/'),
  description: z.string().min(1),
  keywords: z.array(z.string()).min(2),
  license: z.literal('MIT'),
  repository: z.object({ url: z.string().startsWith('git+https://'), directory: z.string() }),
  type: z.literal('module'),
  /** Only a module that is imported for its effect may have one, and is named. */
  sideEffects: z.union([z.literal(false), z.array(z.string().startsWith('./')).min(1)]),
  engines: z.object({ node: z.literal('>=22.13') }),
  publishConfig: z.object({ access: z.literal('public'), provenance: z.literal(true) }),
  files: z.array(z.string()),
  exports: z.record(z.string(), targetSchema),
  bin: z.record(z.string(), z.string()).default({}),
  dependencies: dependenciesSchema,
  peerDependencies: dependenciesSchema,
  optionalDependencies: dependenciesSchema,
});

const mapSchema = z.object({
  sourceRoot: z.string().optional(),
  sources: z.array(z.string()),
  sourcesContent: z.array(z.string().nullable()).optional(),
});

/** What is wrong with what is in a tarball, one line for each. */
export function checkContents(tarball: Tarball): readonly string[] {
  const text = tarball.read('package.json');
  const manifest = manifestSchema.safeParse(JSON.parse(text));
  const leaks = ['catalog:', 'workspace:', 'link:', 'file:'].filter((protocol) =>
    text.includes(`"${protocol}`),
  );
  return [
    ...leaks.map((protocol) => `package.json says ${protocol}, which no consumer understands`),
    ...(manifest.success
      ? checkTargets(tarball, manifest.data)
      : manifest.error.issues.map(
          ({ path, message }) => `package.json, ${path.join('.')}: ${message}`,
        )),
    ...['LICENSE', 'README.md']
      .filter((file) => !tarball.files.includes(file))
      .map((file) => `${file} is not shipped`),
    ...tarball.files.filter((file) => /\.test\./.test(file)).map((file) => `${file} is shipped`),
    ...tarball.files
      .filter((file) => /^dist\/.*\.(?:js|d\.ts)$/.test(file))
      .flatMap((file) => checkMap(tarball, file)),
  ];
}

function checkTargets(
  { files }: Tarball,
  { exports, bin }: z.output<typeof manifestSchema>,
): readonly string[] {
  return [...Object.values(exports).flatMap(pathsOf), ...Object.values(bin)]
    .map((path) => posix.normalize(path))
    .filter((path) => !files.includes(path))
    .map((path) => `package.json leads to ${path}, which is not shipped`);
}

function pathsOf(target: Target): readonly string[] {
  return typeof target === 'string' ? [target] : Object.values(target).flatMap(pathsOf);
}

/** A debugger, and "go to definition", must arrive at a source that the consumer has. */
function checkMap({ files, read }: Tarball, file: string): readonly string[] {
  const map = `${file}.map`;
  if (!files.includes(map)) return [`${file} has no source map`];
  const { sourceRoot = '', sources, sourcesContent } = mapSchema.parse(JSON.parse(read(map)));
  return sources
    .filter((source, index) => {
      const path = posix.join(posix.dirname(map), sourceRoot, source);
      return !files.includes(path) && typeof sourcesContent?.[index] !== 'string';
    })
    .map((source) => `${map} leads to ${source}, which is not shipped`);
}
