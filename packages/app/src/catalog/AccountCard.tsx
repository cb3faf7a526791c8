import {
  InfoCard,
  Progress,
  ResponseErrorPanel,
  StructuredMetadataTable,
} from '@backstage/core-components';
import {
  discoveryApiRef,
  fetchApiRef,
  useApi,
} from '@backstage/core-plugin-api';
import { stringifyEntityRef } from '@backstage/catalog-model';
import { ResponseError } from '@backstage/errors';
import { useEntity } from '@backstage/plugin-catalog-react';
import { usePermission } from '@backstage/plugin-permission-react';
import Button from '@material-ui/core/Button';
import Checkbox from '@material-ui/core/Checkbox';
import Dialog from '@material-ui/core/Dialog';
import DialogActions from '@material-ui/core/DialogActions';
import DialogContent from '@material-ui/core/DialogContent';
import DialogContentText from '@material-ui/core/DialogContentText';
import DialogTitle from '@material-ui/core/DialogTitle';
import FormControlLabel from '@material-ui/core/FormControlLabel';
import Typography from '@material-ui/core/Typography';
import { useCallback, useState } from 'react';
import useAsyncFn from 'react-use/esm/useAsyncFn';
import useAsyncRetry from 'react-use/esm/useAsyncRetry';
import { manageIdentities } from './permissions';

interface Account {
  issuer: string;
  subject: string;
  firstSeen: string;
  lastSeen: string;
}

/** Shows administrators a user's account at the identity provider, and lets them release the user name. */
export function AccountCard() {
  const { allowed } = usePermission({ permission: manageIdentities });
  return allowed ? <Card /> : null;
}

function Card() {
  const { entity } = useEntity();
  const userEntityRef = stringifyEntityRef(entity);
  const runAction = useAction();
  const [isReleasing, setReleasing] = useState(false);
  const account = useAsyncRetry(async () => {
    const output = await runAction('get-user-account', { userEntityRef });
    return output.account as Account | undefined;
  }, [runAction, userEntityRef]);
  const released = useCallback(() => {
    setReleasing(false);
    account.retry();
  }, [account]);

  return (
    <InfoCard title="Account">
      {account.loading && <Progress />}
      {account.error && <ResponseErrorPanel error={account.error} />}
      {!account.loading && !account.error && (
        <AccountDetails
          account={account.value}
          onRelease={() => setReleasing(true)}
        />
      )}
      {isReleasing && (
        <ReleaseDialog
          userEntityRef={userEntityRef}
          onReleased={released}
          onCancel={() => setReleasing(false)}
        />
      )}
    </InfoCard>
  );
}

function AccountDetails(props: {
  account: Account | undefined;
  onRelease: () => void;
}) {
  const { account, onRelease } = props;
  if (!account) {
    return (
      <Typography>
        No account has this user name. The next account that signs in with it
        gets it.
      </Typography>
    );
  }
  const toLocal = (time: string) => new Date(time).toLocaleString();
  return (
    <>
      <StructuredMetadataTable
        options={{ titleFormat: title => title }}
        metadata={{
          'Identity provider': account.issuer,
          'Account ID': account.subject,
          'First sign-in': toLocal(account.firstSeen),
          'Last used': toLocal(account.lastSeen),
        }}
      />
      <Button variant="outlined" onClick={onRelease}>
        Release user name
      </Button>
    </>
  );
}

function ReleaseDialog(props: {
  userEntityRef: string;
  onReleased: () => void;
  onCancel: () => void;
}) {
  const { userEntityRef, onReleased, onCancel } = props;
  const runAction = useAction();
  const [erase, setErase] = useState(false);
  const [{ error, loading }, release] = useAsyncFn(async () => {
    await runAction('release-user-name', { userEntityRef, erase });
    onReleased();
  }, [runAction, userEntityRef, erase, onReleased]);

  return (
    <Dialog open onClose={onCancel} aria-labelledby="release-title">
      <DialogTitle id="release-title">Release {userEntityRef}?</DialogTitle>
      <DialogContent>
        <DialogContentText>
          The next account that signs in with this user name gets it, along with
          everything that the user owns. If the current account signs in first,
          it keeps the user name. The user's command line and AI clients are
          signed out.
        </DialogContentText>
        <FormControlLabel
          control={
            <Checkbox
              checked={erase}
              onChange={event => setErase(event.target.checked)}
            />
          }
          label="Also remove the user from the catalog, unless another source has it"
        />
        {error && <ResponseErrorPanel error={error} />}
      </DialogContent>
      <DialogActions>
        <Button onClick={onCancel}>Cancel</Button>
        <Button onClick={release} disabled={loading} color="primary">
          Release user name
        </Button>
      </DialogActions>
    </Dialog>
  );
}

type RunAction = (
  name: string,
  input: object,
) => Promise<Record<string, unknown>>;

/** Runs an action of the auth plugin as the user. */
function useAction(): RunAction {
  const discoveryApi = useApi(discoveryApiRef);
  const { fetch } = useApi(fetchApiRef);
  return useCallback(
    async (name, input) => {
      const auth = await discoveryApi.getBaseUrl('auth');
      const response = await fetch(
        `${auth}/.backstage/actions/v1/actions/auth:${name}/invoke`,
        {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify(input),
        },
      );
      if (!response.ok) {
        throw await ResponseError.fromResponse(response);
      }
      return (await response.json()).output;
    },
    [discoveryApi, fetch],
  );
}
