import ts from 'typescript';
import { expect, test } from 'vitest';
import { printType } from '../../scripts/api/print-type.ts';

const globals = `
  interface Array<Item> { [index: number]: Item }
  interface ReadonlyArray<Item> { readonly [index: number]: Item }
  type Named = { name: string };
`;

/** Prints a type as the compiler understands it, where `{ name: string }` goes by `Named`. */
function print(text: string): string {
  const [lists, source] = [globals, `type Printed = ${text};`].map((content, index) =>
    ts.createSourceFile(`${index}.ts`, content, ts.ScriptTarget.Latest, true),
  );
  const program = ts.createProgram({
    rootNames: ['0.ts', '1.ts'],
    options: { noLib: true, types: [], strict: true, stableTypeOrdering: true },
    host: {
      ...ts.createCompilerHost({}),
      getSourceFile: (name) => [lists, source].find((file) => file?.fileName === name),
    },
  });
  const declared = source?.statements[0];
  if (declared === undefined || !ts.isTypeAliasDeclaration(declared)) throw new Error('no type');
  const checker = program.getTypeChecker();
  const names = new Map([['{\n  name: string;\n}', 'Named']]);
  return printType(checker.getTypeFromTypeNode(declared.type), { checker, names });
}

test.each([
  [
    'what may be absent',
    '{ readonly id: string; at?: number }',
    '{\n  id: string;\n  at?: number;\n}',
  ],
  ['lists', '{ all: readonly string[] }', '{\n  all: readonly string[];\n}'],
  ['lists of words', "{ all: ('a' | 'b')[] }", '{\n  all: ("a" | "b")[];\n}'],
  ['booleans', '{ ok: boolean }', '{\n  ok: boolean;\n}'],
  ['words', "'a' | 'b'", '"a" | "b"'],
  ['names', '{ of: Named }', '{\n  of: Named;\n}'],
  ['what has a name elsewhere', '{ of: { name: string }[] }', '{\n  of: Named[];\n}'],
  [
    'objects in objects',
    '{ of: { id: string; deep: { at: number } } }',
    '{\n  of: {\n    id: string;\n    deep: {\n      at: number;\n    };\n  };\n}',
  ],
  [
    'what all members of a union have, once',
    "{ id: string; state: 'on' } | { id: string; state: 'off'; why: string }",
    '{\n  id: string;\n} & (\n  | {\n    state: "on";\n  }\n  | {\n    state: "off";\n    why: string;\n  }\n)',
  ],
])('%s: a type is written out', (_what, type, text) => {
  expect(print(type)).toBe(text);
});
