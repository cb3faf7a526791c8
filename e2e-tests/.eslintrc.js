module.exports = require('@backstage/cli/config/eslint-factory')(__dirname, {
  rules: {
    // Everything here is only for tests.
    '@backstage/no-undeclared-imports': 'off',
    // Playwright passes a function named `use` to fixtures.
    'react-hooks/rules-of-hooks': 'off',
  },
});
