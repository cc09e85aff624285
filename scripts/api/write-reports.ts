import { join } from 'node:path';
import type { IConfigFile } from '@microsoft/api-extractor';
import { CompilerState, Extractor, ExtractorConfig } from '@microsoft/api-extractor';
import type { PackageEntry, WorkspacePackage } from '../packages/list-packages.ts';
import { root } from '../run.ts';

/**
 * Writes one report per entry: everything public, as its consumers' compiler sees it.
 *
 * @throws {Error} naming what the extractor could not do
 */
export function writeReports(packages: readonly WorkspacePackage[], folder: string): void {
  const configs = packages.flatMap((one) =>
    one.entries.map((entry) =>
      ExtractorConfig.prepare({
        configObject: toConfig(one, entry, folder),
        configObjectFullPath: undefined,
        packageJsonFullPath: join(one.folder, 'package.json'),
      }),
    ),
  );
  const [first] = configs;
  if (first === undefined) throw new Error('There is no entry to report on');
  const problems: string[] = [];
  // One program for all: making it is most of the work.
  const compilerState = CompilerState.create(first, {
    additionalEntryPoints: configs.map((config) => config.mainEntryPointFilePath),
  });
  for (const config of configs) {
    Extractor.invoke(config, {
      compilerState,
      localBuild: true,
      messageCallback(message) {
        message.handled = true;
        if (message.logLevel === 'error') problems.push(message.text);
      },
    });
  }
  if (problems.length > 0) throw new Error(problems.join('\n'));
}

function toConfig(
  { name, folder: projectFolder }: WorkspacePackage,
  { specifier, types }: PackageEntry,
  reportFolder: string,
): IConfigFile {
  return {
    projectFolder,
    newlineKind: 'lf',
    mainEntryPointFilePath: join(projectFolder, types),
    compiler: {
      overrideTsconfig: {
        extends: join(root, 'tsconfig.base.json'),
        compilerOptions: {
          typeRoots: [join(root, 'node_modules/@types')],
          stableTypeOrdering: true,
        },
        files: [join(projectFolder, types)],
      },
    },
    apiReport: {
      enabled: true,
      reportFolder,
      reportFileName: `${specifier.replace('@vidgate/', '').replaceAll('/', '-')}.api.md`,
      reportTempFolder: join(root, '.vidgate', 'reports'),
      // What a public type is made of is seen by consumers too; what the other entries share with
      // the main one is reported there.
      includeForgottenExports: specifier === name,
    },
    docModel: { enabled: false },
    dtsRollup: { enabled: false },
    tsdocMetadata: { enabled: false },
  };
}
