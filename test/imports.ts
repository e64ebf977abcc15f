/** What each module imports from which others, and what it exports: of types as much as of values. */
import path from 'node:path';
import ts from 'typescript';

export interface Module {
  /** Other modules of the checkout; '*' is all of one, as far as anybody can tell. */
  readonly imports: readonly { readonly from: string; readonly names: readonly string[] }[];
  readonly exports: readonly string[];
}

const EVERYTHING = ['*'];

/** `file` is relative to the checkout, and so are the names of the modules it imports. */
export function moduleOf(file: string, text: string): Module {
  const imports: Module['imports'][number][] = [];
  const names: string[] = [];
  const take = (module: ts.Node | undefined, taken: readonly string[]): void => {
    if (module === undefined || !ts.isStringLiteral(module) || !module.text.startsWith('.')) return;
    imports.push({ from: path.posix.join(path.posix.dirname(file), module.text), names: taken });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) take(node.moduleSpecifier, importedBy(node));
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      take(node.arguments[0], EVERYTHING);
    else if (ts.isExportDeclaration(node)) {
      const listed = node.exportClause && ts.isNamedExports(node.exportClause) ? node.exportClause.elements : undefined;
      names.push(...(listed ?? []).map(({ name }) => name.text));
      take(node.moduleSpecifier, listed?.map(({ propertyName, name }) => (propertyName ?? name).text) ?? EVERYTHING);
    } else if (isExported(node)) names.push(...namesOf(node));
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest));
  return { imports, exports: names };
}

function importedBy({ importClause: clause }: ts.ImportDeclaration): readonly string[] {
  const { namedBindings: bindings, name } = clause ?? {};
  if (bindings && ts.isNamespaceImport(bindings)) return EVERYTHING;
  const listed = bindings?.elements.map((each) => (each.propertyName ?? each.name).text) ?? [];
  return name === undefined ? listed : ['default', ...listed];
}

function isExported(node: ts.Node): boolean {
  if (!ts.canHaveModifiers(node)) return false;
  return ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true;
}

function namesOf(node: ts.Node): string[] {
  if (ts.isVariableStatement(node)) return node.declarationList.declarations.flatMap(({ name }) => namesIn(name));
  const { name } = node as ts.NamedDeclaration;
  return name && ts.isIdentifier(name) ? [name.text] : ['default'];
}

function namesIn(name: ts.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((each) => (ts.isBindingElement(each) ? namesIn(each.name) : []));
}

/** The first way there is from a module back to it, if only by types; empty where there is none. */
export function circleIn(modules: ReadonlyMap<string, Module>): readonly string[] {
  const done = new Set<string>();
  const follow = (file: string, way: readonly string[]): readonly string[] => {
    const begin = way.indexOf(file);
    if (begin >= 0) return [...way.slice(begin), file];
    if (done.has(file)) return [];
    for (const { from } of modules.get(file)?.imports ?? []) {
      const circle = follow(from, [...way, file]);
      if (circle.length > 0) return circle;
    }
    done.add(file);
    return [];
  };
  for (const file of modules.keys()) {
    const circle = follow(file, []);
    if (circle.length > 0) return circle;
  }
  return [];
}

/** "file name" of what is exported and that no module imports. */
export function unimportedIn(modules: ReadonlyMap<string, Module>): readonly string[] {
  const imported = new Set<string>();
  for (const { imports } of modules.values())
    for (const { from, names } of imports) for (const name of names) imported.add(`${from} ${name}`);
  return [...modules].flatMap(([file, module]) =>
    imported.has(`${file} *`)
      ? []
      : module.exports.map((name) => `${file} ${name}`).filter((name) => !imported.has(name)),
  );
}
