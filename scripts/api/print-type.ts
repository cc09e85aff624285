import ts from 'typescript';

/** What {@link printType} needs to know besides the type. */
export interface PrintOptions {
  readonly checker: ts.TypeChecker;
  /** What has an entry of its own, by how it is written out, and goes by its name. */
  readonly names: ReadonlyMap<string, string>;
}

/** Writes out a type that its declaration does not show, such as one that a schema infers. */
export function printType(type: ts.Type, options: PrintOptions): string {
  const parts = type.isUnion() ? type.types : [type];
  if (!parts.every((part) => isPlainObject(part, options))) return printParts(parts, options);
  const [first, ...others] = parts;
  if (first === undefined || others.length === 0) return printObject(type.getProperties(), options);
  // What every member has is said once.
  const isShared = (property: ts.Symbol): boolean =>
    others.every((other) => {
      const same = other.getProperty(property.name);
      return same !== undefined && textOf(same, options) === textOf(property, options);
    });
  const shared = first.getProperties().filter(isShared);
  const names = new Set(shared.map(({ name }) => name));
  const members = parts.map((part) =>
    printObject(
      part.getProperties().filter(({ name }) => !names.has(name)),
      options,
    ),
  );
  const union = members.map((member) => `\n  | ${indent(member)}`).join('');
  return shared.length === 0 ? union : `${printObject(shared, options)} & (${union}\n)`;
}

function printParts(parts: readonly ts.Type[], options: PrintOptions): string {
  return parts.map((part) => printPart(part, options)).join(' | ');
}

function printPart(type: ts.Type, options: PrintOptions): string {
  const { checker, names } = options;
  if (isPlainObject(type, options)) {
    const name = names.get(printObject(type.getProperties(), { checker, names: new Map() }));
    return name ?? printObject(type.getProperties(), options);
  }
  if (checker.isArrayType(type)) {
    // The compiler's own test has just said that it is a reference to an array type.
    const [element] = checker.getTypeArguments(type as ts.TypeReference);
    const prefix = type.symbol.name === 'ReadonlyArray' ? 'readonly ' : '';
    if (element !== undefined) {
      const text = printValue(element, options);
      return `${prefix}${text.includes(' | ') && !text.startsWith('{') ? `(${text})` : text}[]`;
    }
  }
  return checker.typeToString(type, undefined, ts.TypeFormatFlags.NoTruncation);
}

function printValue(type: ts.Type, options: PrintOptions): string {
  const { checker } = options;
  if (type.aliasSymbol !== undefined && type.aliasTypeArguments === undefined) {
    return type.aliasSymbol.name;
  }
  // TypeScript keeps `boolean` as two literals.
  const whole = checker.typeToString(type, undefined, ts.TypeFormatFlags.NoTruncation);
  if (!type.isUnion() || whole === 'boolean') return printPart(type, options);
  return printParts(type.types, options);
}

function printObject(properties: readonly ts.Symbol[], options: PrintOptions): string {
  if (properties.length === 0) return '{}';
  const lines = properties.map((property) => `\n  ${indent(textOf(property, options))};`);
  return `{${lines.join('')}\n}`;
}

function textOf(property: ts.Symbol, options: PrintOptions): string {
  const { checker } = options;
  const declared = checker.getTypeOfSymbol(property);
  const isOptional = (property.flags & ts.SymbolFlags.Optional) !== 0;
  const type = isOptional ? checker.getNonNullableType(declared) : declared;
  return `${property.name}${isOptional ? '?' : ''}: ${printValue(type, options)}`;
}

function isPlainObject(type: ts.Type, { checker }: PrintOptions): boolean {
  return (
    (type.flags & ts.TypeFlags.Object) !== 0 &&
    !type.isClassOrInterface() &&
    !checker.isArrayType(type) &&
    !checker.isTupleType(type) &&
    type.getProperties().length > 0 &&
    type.getCallSignatures().length === 0
  );
}

function indent(text: string): string {
  return text.replaceAll('\n', '\n  ');
}
