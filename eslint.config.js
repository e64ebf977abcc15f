import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';
import { houseRules } from './eslint.house.ts';

/** Mistakes the compiler does not see. */
const MISTAKES = Object.fromEntries(
  [
    ...['eqeqeq', 'no-var', 'prefer-const', 'no-cond-assign', 'no-constant-binary-expression', 'no-self-compare'],
    ...['no-constant-condition', 'no-unsafe-finally', 'no-unreachable-loop', 'no-template-curly-in-string'],
    ...['no-promise-executor-return', 'no-async-promise-executor', 'no-loss-of-precision', 'no-sparse-arrays'],
    ...['no-useless-escape', 'no-useless-catch', 'no-empty', 'no-eval', 'no-new-func'],
  ].map((name) => [name, 'error']),
);

/** The few rules worth a type checker's time. */
const TYPED = {
  '@typescript-eslint/no-floating-promises': 'error',
  '@typescript-eslint/no-misused-promises': 'error',
  '@typescript-eslint/await-thenable': 'error',
  '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
  '@typescript-eslint/no-unnecessary-type-assertion': 'error',
};

export default defineConfig(
  globalIgnores(['dist/', 'coverage/', 'bench/.data/', 'fixtures/']),
  {
    linterOptions: { noInlineConfig: true },
    rules: { ...MISTAKES, 'max-lines': ['error', { max: 300 }] },
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strict],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      ...TYPED,
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
  { files: ['test/**/*.ts'], rules: { '@typescript-eslint/no-non-null-assertion': 'off' } },
  {
    // An old Node has to get as far as the sentence that says which Node is needed.
    files: ['bin/**/*.js'],
    languageOptions: { ecmaVersion: 2020 },
    rules: {
      'no-restricted-syntax': [
        'error',
        { selector: ':matches(ChainExpression, LogicalExpression[operator="??"])', message: 'Node 12 has no ?. or ??' },
      ],
    },
  },
  houseRules(),
);
