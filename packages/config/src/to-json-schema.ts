import { z } from 'zod';
import { configShape } from './config-schema.ts';
import { fields } from './field-rules.ts';
import { providerId, providerShape } from './provider-shape.ts';
import { vendorNames, vendorSchemas } from './vendors.ts';

/**
 * The JSON Schema of a config file, for editors: the same as `vidgate.schema.json` of this package.
 *
 * It cannot say everything: that routing names providers that there are, and what a package's own
 * settings are, is left to `loadConfig`.
 */
export function toJsonSchema(): object {
  const schema = fields({ ...configShape, providers: toProvidersSchema() });
  const { $schema, ...body } = z.toJSONSchema(schema, { io: 'input', reused: 'ref' });
  return {
    $schema,
    title: 'vidgate.config',
    ...body,
  };
}

/** Each vendor's own settings: found by the id, or by `use`. */
function toProvidersSchema(): z.ZodType {
  const byId = vendorNames.map((name) => {
    const schema = vendorSchemas[name].extend({ use: z.literal(name).optional() });
    return [name, schema.optional()] as const;
  });
  const byUse = vendorNames.map((name) => vendorSchemas[name].extend({ use: z.literal(name) }));
  const id = providerId.optional().describe('Default: what use says.');
  const packageName = z
    .string()
    .regex(new RegExp(`^(?!(?:${vendorNames.join('|')})$)`))
    .describe('The name of an installed package.');
  const byPackage = z.looseObject({ use: packageName, ...providerShape });
  return z.union([
    z
      .object(Object.fromEntries(byId))
      .catchall(z.union([...byUse, byPackage.extend({ use: packageName.optional() })])),
    z.array(z.union([...byUse.map((schema) => schema.extend({ id })), byPackage.extend({ id })])),
  ]);
}
