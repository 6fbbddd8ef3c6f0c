import js from "@eslint/js";
import globals from "globals";
import tseslint from "typescript-eslint";

// Which packages each package may import: the layers of docs/design.md. What is not listed is refused.
const layers = {
  core: [],
  circuits: ["core"],
  encodings: ["core", "circuits"],
  simulator: ["core", "circuits"],
  gradients: ["core", "circuits", "simulator"],
  kernels: ["core", "circuits", "encodings", "simulator", "gradients"],
  optimizers: ["core"],
  datasets: ["core"],
  problems: ["core", "circuits", "encodings", "simulator", "gradients", "kernels", "optimizers", "datasets"],
  training: ["core", "datasets", "gradients", "optimizers", "problems"],
  plugins: ["core", "optimizers"],
  studies: ["core", "circuits", "gradients", "simulator", "optimizers", "datasets", "problems", "plugins"],
};

const importsOf = (name, ...more) => [
  "error",
  {
    patterns: [
      {
        regex: `^@uphill/(?!(${layers[name].join("|") || "-"})$)`,
        message: `@uphill/${name} may import ${layers[name].join(", ") || "no other package"} only (docs/design.md, Layers).`,
      },
      { regex: "^(node:|uphill$)", message: "Packages run in browsers too: Node's modules belong to src/node.ts." },
      ...more,
    ],
  },
];

const layerRules = Object.keys(layers).map((name) => ({
  files: [`packages/${name}/src/**`],
  rules: {
    "no-restricted-imports": importsOf(name),
    // Reproducible results: randomness comes from core's streams, sin and its kin from core's math, time from nobody.
    "no-restricted-properties": [
      "error",
      ...["random", "sin", "cos", "exp", "log"].map((property) => ({
        object: "Math",
        property,
        message: "Use @uphill/core: Math's own differs between engines.",
      })),
      { object: "Date", property: "now", message: "Results must not depend on the clock." },
    ],
  },
}));

// Engines share passes/ and nothing else; a folder is an engine.
const engineRules = [
  {
    files: ["packages/simulator/src/engines/*/**"],
    rules: {
      "no-restricted-imports": importsOf("simulator", {
        regex: String.raw`^\.\./(?!\.\./|engine\.js$)|/engines/`,
        message: "An engine may not import another engine: what both need belongs to src/passes.",
      }),
    },
  },
  {
    files: ["packages/simulator/src/passes/**"],
    rules: {
      "no-restricted-imports": importsOf("simulator", { regex: "/engines/", message: "Passes know no engine." }),
    },
  },
];

export default tseslint.config(
  {
    ignores: [
      "**/dist/**",
      "**/node_modules/**",
      "coverage/**",
      "results/**",
      ".turbo/**",
      "**/assembly/**",
      "**/.venv/**",
    ],
  },
  js.configs.recommended,
  {
    files: ["**/*.ts"],
    extends: [...tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { project: "./tsconfig.json", tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
      "@typescript-eslint/no-confusing-void-expression": "off",
      "@typescript-eslint/explicit-module-boundary-types": "error",
      // Our items are plain functions in plain objects: nothing binds.
      "@typescript-eslint/unbound-method": "off",
      // Kernels and statistics index typed arrays everywhere.
      "@typescript-eslint/no-non-null-assertion": "off",
    },
  },
  {
    // What takes more is handed an object, whose fields have names.
    files: ["packages/*/src/**/*.ts", "apps/*/src/**/*.ts"],
    rules: { "@typescript-eslint/max-params": ["error", { max: 5 }] },
  },
  ...layerRules,
  ...engineRules,
  {
    files: ["packages/*/src/node.ts", "packages/*/src/node/**"],
    rules: { "no-restricted-imports": "off" },
  },
  {
    // What reaches a terminal is cleaned and cut in one place.
    files: ["apps/cli/src/**", "packages/{plugins,studies}/src/**"],
    ignores: ["apps/cli/src/output.ts", "packages/plugins/src/node/say.ts"],
    rules: {
      "no-console": "error",
      "no-restricted-syntax": [
        "error",
        {
          selector: "CallExpression[callee.property.name='write'][callee.object.object.name='process']",
          message: "Write by output.ts of the command line, or say.ts of the plug-ins.",
        },
      ],
    },
  },
  { files: ["**/*.{js,mjs}"], languageOptions: { globals: globals.node } },
);
