import {
  isOver,
  nextState,
  SessionEvent,
  SessionState,
  SIGNED_IN,
} from './sessionMachine';

const states: { [N in SessionState['name']]: SessionState & { name: N } } = {
  signed_in: SIGNED_IN,
  interrupted: { name: 'interrupted' },
  offline: { name: 'offline' },
  ended: { name: 'ended' },
  signing_in: { name: 'signing_in' },
  window_blocked: { name: 'window_blocked' },
  refused: { name: 'refused', reason: 'user_unknown' },
  other_person: { name: 'other_person', person: 'Ada' },
  signed_out: { name: 'signed_out' },
};

const events: { [N in SessionEvent['name']]: SessionEvent & { name: N } } = {
  confirmed: { name: 'confirmed' },
  no_answer: { name: 'no_answer' },
  no_answer_for_long: { name: 'no_answer_for_long' },
  turned_away: { name: 'turned_away' },
  refused: { name: 'refused', reason: 'groups_not_allowed' },
  somebody_else: { name: 'somebody_else', person: 'Grace' },
  window_opened: { name: 'window_opened' },
  window_blocked: { name: 'window_blocked' },
  window_closed: { name: 'window_closed' },
  signed_out: { name: 'signed_out' },
};

/** What each event makes of each state. Where a state is missing, it stays as it is. */
const transitions: Record<
  SessionEvent['name'],
  Partial<Record<SessionState['name'], SessionState['name']>>
> = {
  confirmed: {
    interrupted: 'signed_in',
    offline: 'signed_in',
    ended: 'signed_in',
    signing_in: 'signed_in',
    window_blocked: 'signed_in',
    refused: 'signed_in',
    other_person: 'signed_in',
  },
  no_answer: { signed_in: 'interrupted' },
  no_answer_for_long: { interrupted: 'offline' },
  turned_away: {
    signed_in: 'ended',
    interrupted: 'ended',
    offline: 'ended',
    refused: 'ended',
    other_person: 'ended',
  },
  refused: {
    signed_in: 'refused',
    interrupted: 'refused',
    offline: 'refused',
    ended: 'refused',
    signing_in: 'refused',
    window_blocked: 'refused',
    refused: 'refused',
    other_person: 'refused',
  },
  somebody_else: {
    signed_in: 'other_person',
    interrupted: 'other_person',
    offline: 'other_person',
    ended: 'other_person',
    signing_in: 'other_person',
    window_blocked: 'other_person',
    refused: 'other_person',
    other_person: 'other_person',
  },
  window_opened: {
    ended: 'signing_in',
    signing_in: 'signing_in',
    window_blocked: 'signing_in',
    refused: 'signing_in',
    other_person: 'signing_in',
  },
  window_blocked: {
    ended: 'window_blocked',
    signing_in: 'window_blocked',
    window_blocked: 'window_blocked',
    refused: 'window_blocked',
    other_person: 'window_blocked',
  },
  window_closed: { signing_in: 'ended' },
  signed_out: {
    signed_in: 'signed_out',
    interrupted: 'signed_out',
    offline: 'signed_out',
    ended: 'signed_out',
    signing_in: 'signed_out',
    window_blocked: 'signed_out',
    refused: 'signed_out',
    other_person: 'signed_out',
  },
};

const table = Object.values(events).flatMap(event =>
  Object.values(states).map(state => ({
    state,
    event,
    next: transitions[event.name][state.name] ?? state.name,
  })),
);

describe('sessionMachine', () => {
  it.each(table)(
    '$state.name becomes $next when $event.name',
    ({ state, event, next }) => {
      expect(nextState(state, event).name).toBe(next);
    },
  );

  it.each(table.filter(row => !transitions[row.event.name][row.state.name]))(
    '$state.name is the very same when $event.name, so that nothing is drawn anew',
    ({ state, event }) => {
      expect(nextState(state, event)).toBe(state);
    },
  );

  it('carries on why somebody was refused, and who somebody else is', () => {
    expect(nextState(states.ended, events.refused)).toEqual({
      name: 'refused',
      reason: 'groups_not_allowed',
    });
    expect(nextState(states.other_person, events.somebody_else)).toEqual({
      name: 'other_person',
      person: 'Grace',
    });
  });

  it('is over wherever a request would be in vain', () => {
    const over = Object.values(states).filter(isOver);
    expect(over.map(({ name }) => name)).toEqual([
      'ended',
      'signing_in',
      'window_blocked',
      'refused',
      'other_person',
      'signed_out',
    ]);
  });
});
