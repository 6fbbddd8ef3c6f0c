import { existsSync } from "node:fs";
import { join } from "node:path";
import * as optimizerPackage from "@uphill/optimizers";
import type { OptimizerFamily } from "@uphill/optimizers";
import ts from "typescript";
import { describe, expect, it } from "vitest";

// What editors show on hovering: the doc comments of everything that a package exports.

const root = join(import.meta.dirname, "..");
/** Packages whose doc comments are complete. Add one when it is. */
const finished = [
  "core",
  "circuits",
  "encodings",
  "gradients",
  "kernels",
  "training",
  "plugins",
  "optimizers",
  "simulator",
  "datasets",
  "studies",
  "problems",
];
/** What a package offers: its index and, if it has them, `/node` and `/report`. */
const entriesOf = (name: string): string[] =>
  ["index.ts", "node.ts", "report.ts"]
    .map((file) => join(root, "packages", name, "src", file))
    .filter((path) => existsSync(path));
const entries = finished.flatMap(entriesOf);

const config = ts.readConfigFile(join(root, "tsconfig.json"), (path) => ts.sys.readFile(path));
const { options } = ts.parseJsonConfigFileContent(config.config, { ...ts.sys, readDirectory: () => [] }, root);
const program = ts.createProgram(entries, { ...options, noEmit: true });
const checker = program.getTypeChecker();

function exportsOf(entry: string): readonly ts.Symbol[] {
  const module = checker.getSymbolAtLocation(program.getSourceFile(entry)!)!;
  return checker
    .getExportsOfModule(module)
    .map((symbol) => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol));
}

const commented = (symbol: ts.Symbol): boolean => symbol.getDocumentationComment(checker).length > 0;

/** Whether every property of a parameter's type has a comment, as an options object has. */
function described(parameter: ts.ParameterDeclaration): boolean {
  const properties = checker.getTypeAtLocation(parameter).getProperties();
  const ours = properties.filter(({ declarations }) =>
    declarations?.every((declaration) => declaration.getSourceFile().fileName.startsWith(join(root, "packages"))),
  );
  return ours.length > 0 && ours.length === properties.length && ours.every(commented);
}

/** What is missing in the comment of one export, in words. */
function gapsOf(symbol: ts.Symbol): string[] {
  const { name } = symbol;
  const declarations = symbol.declarations ?? [];
  // An index that is exported as a whole says itself what it lists.
  if (declarations.some(ts.isSourceFile)) return [];
  if (!commented(symbol)) return [`${name} has no comment`];
  return declarations.flatMap((declaration) => {
    if (ts.isInterfaceDeclaration(declaration)) {
      return declaration.members.flatMap((member) => {
        const property = member.name && checker.getSymbolAtLocation(member.name);
        return property && !commented(property) ? [`${name}.${property.name} has no comment`] : [];
      });
    }
    if (!ts.isFunctionDeclaration(declaration)) return [];
    const tags = symbol.getJsDocTags(checker).map((tag) => tag.name);
    const undescribed = declaration.parameters.filter((parameter) => !described(parameter));
    const returned = checker.getSignatureFromDeclaration(declaration)!.getReturnType();
    const silent = (returned.flags & (ts.TypeFlags.Void | ts.TypeFlags.Never)) > 0;
    return [
      ...(tags.filter((tag) => tag === "param").length < undescribed.length ? [`${name} lacks @param`] : []),
      ...(!silent && !tags.includes("returns") ? [`${name} lacks @returns`] : []),
    ];
  });
}

/** Options that are described by fields: a comment that does not say what `about` says. */
function differingIn(source: ts.SourceFile): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    ts.forEachChild(node, visit);
    if (!ts.isPropertyAssignment(node) || !ts.isCallExpression(node.initializer)) return;
    const [given] = node.initializer.arguments;
    const makes = ["number", "choice", "flag", "list"].includes(node.initializer.expression.getText());
    if (!makes || !ts.isObjectLiteralExpression(given)) return;
    const about = given.properties.find((property) => property.name?.getText() === "about");
    if (!about || !ts.isPropertyAssignment(about) || !ts.isStringLiteralLike(about.initializer)) return;
    const [comment] = ts.getJSDocCommentsAndTags(node).map((doc) => ts.getTextOfJSDocComment(doc.comment));
    // Without a comment, it is a field of a function's own; with one, it says the same.
    if (comment === undefined || comment.replace(/\s+/g, " ") === `${about.initializer.text}.`) return;
    found.push(`${node.name.getText()}: ${comment}`);
  };
  visit(source);
  return found;
}

describe("doc comments", () => {
  it.each(finished)("are complete in %s", (name) => {
    const symbols = entriesOf(name).flatMap(exportsOf);
    expect(symbols.length).toBeGreaterThan(3);
    expect(symbols.flatMap(gapsOf)).toEqual([]);
  });

  it("of options say what their `about` says", () => {
    const sources = program.getSourceFiles().filter(({ fileName }) => fileName.startsWith(join(root, "packages")));
    expect(sources.length).toBeGreaterThan(100);
    expect(sources.filter(({ isDeclarationFile }) => !isDeclarationFile).flatMap(differingIn)).toEqual([]);
  });
});

describe("hover text of optimizers' options", () => {
  const family = new Map(
    exportsOf(join(root, "packages/optimizers/src/index.ts")).map((symbol) => [symbol.name, symbol]),
  );
  const families = new Set<unknown>(Object.values(optimizerPackage.optimizers));
  const items = Object.entries(optimizerPackage).flatMap(([name, item]) =>
    families.has(item) ? [{ name, options: (item as OptimizerFamily).options }] : [],
  );

  it("is asked for of every optimizer", () => {
    expect(items).toHaveLength(families.size);
  });

  it.each(items)("$name: every option says its `about`", ({ name, options }) => {
    const symbol = family.get(name)!;
    const [call] = checker.getTypeOfSymbol(symbol).getCallSignatures();
    const given = checker.getNonNullableType(checker.getTypeOfSymbol(call.parameters[0]));
    const told = given
      .getProperties()
      .map((option) => [option.name, ts.displayPartsToString(option.getDocumentationComment(checker))]);
    const wanted = Object.entries(options).map(([option, { about }]) => [option, `${about}.`]);
    expect(Object.fromEntries(told)).toEqual(Object.fromEntries(wanted));
  });
});

describe("hover text", () => {
  const text = `
    import { hardwareEfficient } from "@uphill/circuits";
    import { classifier } from "@uphill/problems";
    import type { FitOptions } from "@uphill/training";
    hardwareEfficient({ qubits: 2, layers: 3, entangler: "ring" });
    classifier({ encoding: "amplitud" });
    const options: Partial<FitOptions> = { batchSize: 3 };
  `;
  const file = join(root, "hover.ts");
  const read = (path: string): string | undefined => (path === file ? text : ts.sys.readFile(path));
  const service = ts.createLanguageService({
    ...ts.sys,
    useCaseSensitiveFileNames: () => true,
    getCompilationSettings: () => options,
    getCurrentDirectory: () => root,
    getDefaultLibFileName: (given) => ts.getDefaultLibFilePath(given),
    getScriptFileNames: () => [file],
    getScriptVersion: () => "1",
    getScriptSnapshot(path) {
      const content = read(path);
      return content === undefined ? undefined : ts.ScriptSnapshot.fromString(content);
    },
    fileExists: (path) => path === file || ts.sys.fileExists(path),
    readFile: read,
  });

  it.each([
    ["qubits:", "Number of qubits"],
    ["layers:", "Number of layers."],
    ["entangler:", "Which pairs of qubits are entangled after each layer."],
    ["encoding:", "How features enter the circuit."],
    ["batchSize:", "rows in a step"],
  ])("of %s is there", (option, words) => {
    const info = service.getQuickInfoAtPosition(file, text.indexOf(option) + 1);
    expect(ts.displayPartsToString(info?.documentation)).toContain(words);
  });

  it("a misspelt word is a type error that suggests the right one", () => {
    const messages = service
      .getSemanticDiagnostics(file)
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
    expect(messages).toHaveLength(1);
    expect(messages[0]).toContain(`Did you mean '"amplitude"'?`);
  });
});
