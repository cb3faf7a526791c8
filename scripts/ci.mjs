import { ciSteps } from './ciSteps.mjs';
import { deploymentSteps } from './deploymentSteps.mjs';
import { runTests } from './runTests.mjs';
import { withTestDeployment } from './testDeployment.mjs';
import { runMain } from './userError.mjs';

await runMain(() =>
  withTestDeployment(deployment =>
    runTests(toolchain => [
      ...ciSteps(toolchain),
      ...deploymentSteps(toolchain, deployment),
    ]),
  ),
);
