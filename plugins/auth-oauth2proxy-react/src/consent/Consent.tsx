import { configApiRef, useApi } from '@backstage/core-plugin-api';
import Button from '@material-ui/core/Button';
import LinearProgress from '@material-ui/core/LinearProgress';
import Typography from '@material-ui/core/Typography';
import { useParams } from 'react-router-dom';
import { CardPage, useCardStyles } from '../CardPage';
import { Answer, AuthorizationProblem } from './authorizationApi';
import { toClient } from './authorizationRequest';
import { problemTexts } from './consentTexts';
import { RequestDetails } from './RequestDetails';
import { Question, useConsent } from './useConsent';

/** Asks the user whether a client, such as the command line, may sign in as them. */
export default function Consent({
  navigation = window.location,
}: {
  navigation?: Pick<Location, 'assign'>;
}) {
  const { sessionId = '' } = useParams();
  const { state, answerWith } = useConsent(sessionId, navigation);
  switch (state.name) {
    case 'loading':
      return (
        <CardPage title="Loading the request">
          <LinearProgress aria-label="Loading the request" />
        </CardPage>
      );
    case 'asking':
      return (
        <Ask
          question={state.question}
          isAnswering={state.isAnswering}
          onAnswer={answer => answerWith(state.question, answer)}
        />
      );
    case 'answered':
      return <Answered {...state} />;
    default:
      return <Failed problem={state.problem} />;
  }
}

function Ask(props: {
  question: Question;
  isAnswering: boolean;
  onAnswer: (answer: Answer) => void;
}) {
  const { question, isAnswering, onAnswer } = props;
  const classes = useCardStyles();
  const client = toClient(question.request, question.authBaseUrl);
  const isWebsite = client.kind === 'website';
  const portal =
    useApi(configApiRef).getOptionalString('app.title') ?? 'the portal';
  return (
    <CardPage title={`Authorize ${isWebsite ? client.host : client.name}?`}>
      <Typography>A program wants to sign in to {portal} as you.</Typography>
      <RequestDetails question={question} client={client} />
      <div className={classes.notice}>
        {isWebsite && (
          <Typography gutterBottom>
            <strong>This portal doesn't know this program.</strong> Its name
            isn't verified, because {client.host} chose it. Only authorize the
            program if you trust {client.host}.
          </Typography>
        )}
        <Typography>
          Only continue if you have just started to sign in from this program.
          If someone sent you a link to this page, cancel.
        </Typography>
      </div>
      <div className={classes.actions}>
        <Button
          variant="contained"
          color="primary"
          disabled={isAnswering}
          onClick={() => onAnswer('approve')}
        >
          Authorize
        </Button>
        <Button
          variant="outlined"
          disabled={isAnswering}
          onClick={() => onAnswer('reject')}
        >
          Cancel
        </Button>
      </div>
    </CardPage>
  );
}

function Answered(props: { answer: Answer; redirectUrl: string }) {
  const { answer, redirectUrl } = props;
  const classes = useCardStyles();
  const isApproved = answer === 'approve';
  return (
    <CardPage title={isApproved ? 'Authorized' : 'Cancelled'}>
      <Typography>
        {isApproved
          ? 'The program is signing in. You can close this page when it has finished.'
          : "The program hasn't been given access. You can close this page."}
      </Typography>
      <div className={classes.actions}>
        <Button variant="outlined" href={redirectUrl}>
          Return to the program
        </Button>
      </div>
    </CardPage>
  );
}

function Failed({ problem }: { problem: AuthorizationProblem }) {
  const classes = useCardStyles();
  const text = problemTexts[problem.kind];
  return (
    <CardPage title={text.title}>
      <Typography gutterBottom>{text.why}</Typography>
      {problem.detail && (
        <Typography className={classes.notice}>{problem.detail}</Typography>
      )}
      <Typography>{text.advice}</Typography>
      {problem.kind === 'unreachable' && (
        <div className={classes.actions}>
          <Button
            variant="contained"
            color="primary"
            onClick={() => window.location.reload()}
          >
            Try again
          </Button>
        </div>
      )}
    </CardPage>
  );
}
