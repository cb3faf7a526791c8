import { test } from '../contract/session';
import { expectRealAddress } from '../support/auditLog';

test("a forged address doesn't reach the audit log through nginx, with or without a session", async ({
  session,
  stranger,
  headers,
}) => {
  await expectRealAddress(session, headers);
  await expectRealAddress(stranger, headers);
});
