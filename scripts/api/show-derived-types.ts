import type { Application, Context, DeclarationReflection, DocumentationEntryPoint } from 'typedoc';
import { Comment, Converter } from 'typedoc';
import ts from 'typescript';
import type { PrintOptions } from './print-type.ts';
import { printType } from './print-type.ts';

/**
 * Where a declaration names a type, the reference names it too; typedoc would write out what a schema
 * infers at each of its uses. What such a type is made of is written out once, at its own place.
 */
export function showDerivedTypes(
  app: Application,
  checker: ts.TypeChecker,
  points: readonly DocumentationEntryPoint[],
): void {
  const { converter } = app;
  const convert = converter.convertType.bind(converter);
  converter.convertType = (context: Context, type?: ts.Type | ts.TypeNode, node?: ts.TypeNode) => {
    if (type === undefined || 'kind' in type) return convert(context, type);
    const isExact = node !== undefined && checker.getTypeFromTypeNode(node) === type;
    return isExact ? convert(context, node) : convert(context, type, node);
  };
  const options: PrintOptions = { checker, names: nameDerived(points, checker) };
  const writeOut = (context: Context, reflection: DeclarationReflection): void => {
    const symbol = context.getSymbolFromReflection(reflection);
    const alias = symbol?.declarations?.find(ts.isTypeAliasDeclaration);
    if (symbol === undefined || alias === undefined || !isDerived(alias)) return;
    const text = printType(checker.getDeclaredTypeOfSymbol(symbol), options);
    reflection.comment ??= new Comment();
    reflection.comment.summary.push({
      kind: 'code',
      text: `\n\n\`\`\`typescript\ntype ${symbol.name} = ${text}\n\`\`\``,
    });
  };
  converter.on(Converter.EVENT_CREATE_DECLARATION, writeOut);
}

function nameDerived(
  points: readonly DocumentationEntryPoint[],
  checker: ts.TypeChecker,
): ReadonlyMap<string, string> {
  const exported = points.flatMap(({ sourceFile }) => {
    const module = checker.getSymbolAtLocation(sourceFile);
    return module === undefined ? [] : checker.getExportsOfModule(module);
  });
  const aliases = exported
    .map((symbol) =>
      (symbol.flags & ts.SymbolFlags.Alias) === 0 ? symbol : checker.getAliasedSymbol(symbol),
    )
    .filter((symbol) => symbol.declarations?.some((one) => isDerived(one)));
  return new Map(
    aliases.map((symbol) => {
      const type = checker.getDeclaredTypeOfSymbol(symbol);
      return [printType(type, { checker, names: new Map() }), symbol.name];
    }),
  );
}

/** Whether a declaration derives its type, from a schema or from another type, and so does not show it. */
function isDerived(declaration: ts.Declaration): boolean {
  if (!ts.isTypeAliasDeclaration(declaration)) return false;
  const { type } = declaration;
  return ts.isIndexedAccessTypeNode(type) || /\bz\.(?:output|input)</.test(type.getText());
}
