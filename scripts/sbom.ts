import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { root, runQuietly } from './run.ts';
import { findUndecided, listInstallScripts } from './sbom/install-scripts.ts';
import type { LicensedPackage } from './sbom/licence-problems.ts';
import { findLicenceProblems } from './sbom/licence-problems.ts';

const folder = join(root, '.vidgate');
/** CycloneDX: what our packages depend on at run time, on this platform. */
const sbomFile = join(folder, 'sbom.cdx.json');

const licenceSchema = z.union([
  z.object({ expression: z.string() }).transform(({ expression }) => expression),
  z
    .object({ license: z.object({ id: z.string().optional(), name: z.string().optional() }) })
    .transform(({ license }) => license.id ?? license.name),
]);

const sbomSchema = z.object({
  components: z
    .array(
      z
        .object({
          group: z.string().optional(),
          name: z.string(),
          version: z.string(),
          licenses: z.array(licenceSchema).optional(),
        })
        .transform(
          ({ group, name, version, licenses }): LicensedPackage => ({
            name: group === undefined ? name : `${group}/${name}`,
            version,
            licence: licenses?.[0],
          }),
        ),
    )
    .min(1),
});

const workspaceSchema = z.object({ allowBuilds: z.record(z.string(), z.boolean()) });

/**
 * Writes the bill of materials to `.vidgate/sbom.cdx.json`, and holds what is installed against the
 * licences and install scripts that somebody has agreed to.
 */
export async function checkSupplyChain(): Promise<boolean> {
  const packages = await writeSbom();
  if (packages === undefined) return false;
  const workspace: unknown = parse(await readFile(join(root, 'pnpm-workspace.yaml'), 'utf8'));
  const { allowBuilds } = workspaceSchema.parse(workspace);
  const problems = [
    ...findLicenceProblems(packages),
    ...findUndecided(await listInstallScripts(root), allowBuilds),
  ];
  for (const problem of problems) console.error(problem);
  return problems.length === 0;
}

async function writeSbom(): Promise<readonly LicensedPackage[] | undefined> {
  await mkdir(folder, { recursive: true });
  const format = ['--sbom-format', 'cyclonedx', '--prod', '--out', sbomFile];
  const { code } = await runQuietly('npx', ['-y', 'pnpm@12', 'sbom', ...format]);
  if (code !== 0) return undefined;
  return sbomSchema.parse(JSON.parse(await readFile(sbomFile, 'utf8'))).components;
}

/** How many packages come under each licence. */
function countLicences(packages: readonly LicensedPackage[]): string {
  const byLicence = Object.groupBy(packages, ({ licence = 'none' }) => licence);
  const lines = Object.entries(byLicence).map(([licence, all = []]) => {
    return `${String(all.length).padStart(4)}  ${licence}\n`;
  });
  return lines.toSorted().toReversed().join('');
}

if (import.meta.main) {
  const isSound = await checkSupplyChain();
  const { components } = sbomSchema.parse(JSON.parse(await readFile(sbomFile, 'utf8')));
  console.log(`${countLicences(components)}${components.length} packages in ${sbomFile}`);
  process.exitCode = isSound ? 0 : 1;
}
