import globals from 'globals';
import hooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

/** Imports run one way: app → features → ui → i18n → core. `core` knows no React. */
const forbid = (files, ...group) => ({
  files,
  rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns: [{ group }] }] },
});

export default tseslint.config(
  { ignores: ['node_modules', '**/*.gen.ts'] },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true, argsIgnorePattern: '^_' }],
      eqeqeq: ['error', 'always'],
      'no-console': 'error',
    },
  },
  { files: ['src/**/*.{ts,tsx}'], extends: [hooks.configs.flat['recommended-latest']] },
  forbid(
    ['src/core/**'],
    'react',
    'react-dom',
    'react/*',
    'react-dom/*',
    '@tanstack/*',
    '**/app/**',
    '**/features/**',
    '**/ui/**',
    '**/i18n/**',
  ),
  forbid(['src/i18n/**'], '**/app/**', '**/features/**', '**/ui/**'),
  forbid(['src/ui/**'], '**/app/**', '**/features/**'),
  forbid(['src/features/**'], '**/app/**'),
  { files: ['**/*.{js,mjs}'], languageOptions: { globals: { ...globals.node, ...globals.browser } } },
);
