const P99_BUDGET = { must: 0.6, goal: 0.4 };

/** Who decides who a person is, on our side and on the other. */
export const RESOLVERS = [
  {
    id: 'token',
    title: 'no catalog look-up',
    note: 'Ours goes by the token alone. The peer has the resolver that comes with its module for people whom the catalog may not know, which asks the catalog for each of them.',
    ours: 'token',
    peer: 'stock',
    cpuBudget: { must: 0.4, goal: 0.33 },
  },
  {
    id: 'same',
    title: 'the same resolver by the token alone',
    note: 'The peer has our resolver, which is code that nobody gets with the template: what is left between the two is what verifying costs.',
    ours: 'token',
    peer: 'token',
  },
  {
    id: 'catalog',
    title: 'catalog look-up',
    note: 'Both sides sign in only whom the catalog knows.',
    ours: 'catalog',
    peer: 'catalog',
    cpuBudget: { must: 0.95, goal: 0.6 },
  },
];

/** The figures of one resolver at one number of connections. Budgets are those of 10 and of 100. */
export function figuresOf({ resolver, about, id, connections }) {
  const { note, cpuBudget } = resolver;
  const title = `Refresh, ${about}, ${connections} connections`;
  return {
    cpuMs: {
      id: `${id}.cpu`,
      title: `${title}, CPU per request`,
      unit: 'ms',
      budget: connections === 10 ? cpuBudget : undefined,
      note,
    },
    p50: { id: `${id}.p50`, title: `${title}, p50`, unit: 'ms', note },
    p99: {
      id: `${id}.p99`,
      title: `${title}, p99`,
      unit: 'ms',
      budget: connections === 100 && cpuBudget ? P99_BUDGET : undefined,
      note,
    },
    perSecond: {
      id: `${id}.throughput`,
      title: `${title}, throughput`,
      unit: 'requests/s',
      lowerIsBetter: false,
      note,
    },
  };
}
