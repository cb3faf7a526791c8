module.exports = require('@backstage/cli/config/eslint-factory')(__dirname, {
  rules: {
    // Everything here is for tests.
    '@backstage/no-undeclared-imports': 'off',
    // A fixture of Playwright is handed a function named `use`.
    'react-hooks/rules-of-hooks': 'off',
  },
});
