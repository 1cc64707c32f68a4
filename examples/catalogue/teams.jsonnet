// The service catalogue, as a company may keep it for other purposes too. HCL reads it with jsonnet("teams.jsonnet").
local tiers = {
  gold: { target: '99.95%', latency_ms: 300 },
  silver: { target: '99.5%', latency_ms: 1000 },
};
local service(team, tier, extra={}) = tiers[tier] + { team: team, tier: tier, queues: [] } + extra;

{
  teams: {
    accounts: { channel: '#accounts' },
    billing: { channel: '#billing' },
  },
  services: {
    login: service('accounts', 'gold'),
    profile: service('accounts', 'silver', { latency_ms: 800 }),
    invoicing: service('billing', 'silver', { queues: ['invoices', 'reminders'] }),
  },
}
