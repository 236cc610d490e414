import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { fragments, REPOSITORY } from './support/readme.js';

const ENTRY_POINTS = [
  'lib/index.ts',
  'lib/console/index.ts',
  'lib/oidc-provider/index.ts',
  'lib/redis/index.ts',
];

const program = ts.createProgram(
  ENTRY_POINTS.map((path) => join(REPOSITORY, path)),
  { module: ts.ModuleKind.NodeNext, target: ts.ScriptTarget.ES2023, strict: true, types: ['node'] },
);
const checker = program.getTypeChecker();

interface PublicName {
  name: string;
  file: string;
  comment: string;
  /** What follows each `@see`. */
  links: string[];
}

function publicNames(entryPoint: string): PublicName[] {
  const module = checker.getSymbolAtLocation(program.getSourceFile(join(REPOSITORY, entryPoint))!)!;
  return checker.getExportsOfModule(module).map((exported) => {
    const isAlias = (exported.flags & ts.SymbolFlags.Alias) !== 0;
    const symbol = isAlias ? checker.getAliasedSymbol(exported) : exported;
    const declarations = symbol.declarations ?? [];
    return {
      name: exported.name,
      file: relative(REPOSITORY, declarations[0]?.getSourceFile().fileName ?? ''),
      comment: ts.displayPartsToString(symbol.getDocumentationComment(checker)),
      links: declarations
        .flatMap((declaration) => ts.getJSDocTags(declaration))
        .filter(({ tagName }) => tagName.text === 'see')
        .map((tag) => /^@see\s+(\S+)/.exec(tag.getText())?.[1] ?? ''),
    };
  });
}

/** A web page below the root of its site, or a page of our documentation with or without a section. */
function isDeepLink(link: string): boolean {
  if (/^https:\/\/[^/]+\/./.test(link)) return true;
  const [page = '', section] = link.split('#');
  if (!/^docs\/.+\.md$/.test(page) || !existsSync(join(REPOSITORY, page))) return false;
  return section === undefined || fragments(page).includes(section);
}

describe.each(ENTRY_POINTS)('%s', (entryPoint) => {
  const names = publicNames(entryPoint);

  test('exports names', () => {
    expect(names.length).toBeGreaterThan(2);
  });

  test('exports no name without a doc comment', () => {
    expect(names.filter(({ comment }) => comment === '')).toEqual([]);
  });

  test('exports no name without a @see that links to a page that explains it', () => {
    expect(names.filter(({ links }) => links.length === 0 || !links.every(isDeepLink))).toEqual([]);
  });
});
