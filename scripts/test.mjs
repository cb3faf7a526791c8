import { runTests } from './runTests.mjs';
import { testSteps } from './testSteps.mjs';
import { runMain } from './userError.mjs';

await runMain(() => runTests(testSteps));
