// The same declarations as in HCL, made by a program: two recipients for each team.
local catalogue = import 'teams.jsonnet';

{
  recipient: {
    slack: {
      [team]: { channel: catalogue.teams[team].channel }
      for team in std.objectFields(catalogue.teams)
    },
    pagerduty: {
      [team]: {
        integration_name: team + ' on-call',
        integration_key: '${secret("' + std.asciiUpper(team) + '_PAGERDUTY_KEY")}',
      }
      for team in std.objectFields(catalogue.teams)
    },
  },
}
