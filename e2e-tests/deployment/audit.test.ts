import { expectRealAddress } from '../support/auditLog';
import { test } from './fixtures';

test("a forged address doesn't reach the audit log, with or without a session", async ({
  session,
  stranger,
  headers,
}) => {
  await expectRealAddress(session, headers);
  await expectRealAddress(stranger, headers);
});
