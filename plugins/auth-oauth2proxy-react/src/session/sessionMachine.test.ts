import {
  isActive,
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
  popup_blocked: { name: 'popup_blocked' },
  refused: { name: 'refused', reason: 'user_unknown' },
  other_user: { name: 'other_user', user: 'Ada', owner: 'Grace' },
  signed_out: { name: 'signed_out' },
};

const events: { [N in SessionEvent['name']]: SessionEvent & { name: N } } = {
  confirmed: { name: 'confirmed' },
  unreachable: { name: 'unreachable' },
  still_unreachable: { name: 'still_unreachable' },
  no_session: { name: 'no_session' },
  refused: { name: 'refused', reason: 'groups_not_allowed' },
  user_changed: { name: 'user_changed', user: 'Grace', owner: 'Linus' },
  popup_opened: { name: 'popup_opened' },
  popup_blocked: { name: 'popup_blocked' },
  popup_closed: { name: 'popup_closed' },
  signed_out: { name: 'signed_out' },
};

/** The next state for each event and state. A state that is missing doesn't change. */
const transitions: Record<
  SessionEvent['name'],
  Partial<Record<SessionState['name'], SessionState['name']>>
> = {
  confirmed: {
    interrupted: 'signed_in',
    offline: 'signed_in',
    ended: 'signed_in',
    signing_in: 'signed_in',
    popup_blocked: 'signed_in',
    refused: 'signed_in',
    other_user: 'signed_in',
  },
  unreachable: { signed_in: 'interrupted' },
  still_unreachable: { interrupted: 'offline' },
  no_session: {
    signed_in: 'ended',
    interrupted: 'ended',
    offline: 'ended',
    refused: 'ended',
    other_user: 'ended',
  },
  refused: {
    signed_in: 'refused',
    interrupted: 'refused',
    offline: 'refused',
    ended: 'refused',
    signing_in: 'refused',
    popup_blocked: 'refused',
    refused: 'refused',
    other_user: 'refused',
  },
  user_changed: {
    signed_in: 'other_user',
    interrupted: 'other_user',
    offline: 'other_user',
    ended: 'other_user',
    signing_in: 'other_user',
    popup_blocked: 'other_user',
    refused: 'other_user',
    other_user: 'other_user',
  },
  popup_opened: {
    ended: 'signing_in',
    signing_in: 'signing_in',
    popup_blocked: 'signing_in',
    refused: 'signing_in',
    other_user: 'signing_in',
  },
  popup_blocked: {
    ended: 'popup_blocked',
    signing_in: 'popup_blocked',
    popup_blocked: 'popup_blocked',
    refused: 'popup_blocked',
    other_user: 'popup_blocked',
  },
  popup_closed: { signing_in: 'ended' },
  signed_out: {
    signed_in: 'signed_out',
    interrupted: 'signed_out',
    offline: 'signed_out',
    ended: 'signed_out',
    signing_in: 'signed_out',
    popup_blocked: 'signed_out',
    refused: 'signed_out',
    other_user: 'signed_out',
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
    '$state.name stays the same object when $event.name, so that nothing re-renders',
    ({ state, event }) => {
      expect(nextState(state, event)).toBe(state);
    },
  );

  it('keeps the reason of a refusal and the name of the other user', () => {
    expect(nextState(states.ended, events.refused)).toEqual({
      name: 'refused',
      reason: 'groups_not_allowed',
    });
    expect(nextState(states.other_user, events.user_changed)).toEqual({
      name: 'other_user',
      user: 'Grace',
      owner: 'Linus',
    });
  });

  it('is inactive in each state in which a request cannot succeed', () => {
    const inactive = Object.values(states).filter(state => !isActive(state));
    expect(inactive.map(({ name }) => name)).toEqual([
      'ended',
      'signing_in',
      'popup_blocked',
      'refused',
      'other_user',
      'signed_out',
    ]);
  });
});
