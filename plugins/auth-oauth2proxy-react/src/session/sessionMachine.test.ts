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

const ACTIVE = ['signed_in', 'interrupted', 'offline'] as const;
const ASKING = ['ended', 'signing_in', 'popup_blocked'] as const;
const OTHERS = ['refused', 'other_user'] as const;

type Name = SessionState['name'];

/** The next state after each event, and the states that it applies to. Others don't change. */
const transitions: Record<SessionEvent['name'], [Name, readonly Name[]]> = {
  confirmed: ['signed_in', ['interrupted', 'offline', ...ASKING, ...OTHERS]],
  unreachable: ['interrupted', ['signed_in']],
  still_unreachable: ['offline', ['interrupted']],
  no_session: ['ended', [...ACTIVE, ...OTHERS]],
  refused: ['refused', [...ACTIVE, ...ASKING, ...OTHERS]],
  user_changed: ['other_user', [...ACTIVE, ...ASKING, ...OTHERS]],
  popup_opened: ['signing_in', [...ASKING, ...OTHERS]],
  popup_blocked: ['popup_blocked', [...ASKING, ...OTHERS]],
  popup_closed: ['ended', ['signing_in']],
  signed_out: ['signed_out', [...ACTIVE, ...ASKING, ...OTHERS]],
};

const table = Object.values(events).flatMap(event =>
  Object.values(states).map(state => {
    const [next, from] = transitions[event.name];
    const applies = from.includes(state.name);
    return { state, event, applies, next: applies ? next : state.name };
  }),
);

describe('sessionMachine', () => {
  it.each(table)(
    '$state.name becomes $next when $event.name',
    ({ state, event, next }) => {
      expect(nextState(state, event).name).toBe(next);
    },
  );

  it.each(table.filter(({ applies }) => !applies))(
    '$state.name stays the same object when $event.name, so that nothing re-renders',
    ({ state, event }) => {
      expect(nextState(state, event)).toBe(state);
    },
  );

  it("keeps the reason for a refusal and the other user's name", () => {
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
