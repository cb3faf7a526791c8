import { ciSteps } from './ciSteps.mjs';
import { runTests } from './runTests.mjs';
import { runMain } from './userError.mjs';

await runMain(() => runTests(ciSteps));
