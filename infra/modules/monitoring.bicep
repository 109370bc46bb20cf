// Who is told, of what, and the page that shows it. The queries look for words that the app logs; a test holds them to the code.
@description('Region of the rules.')
param location string

@description('Tags of every resource.')
param tags object

@description('Distinguishes this installation; part of every name.')
param token string

@description('Resource ID of Application Insights.')
param insightsId string

@description('Address that alerts are mailed to; empty mails none.')
param alertEmail string

@description('Window after which a missing sweep is told: two intervals of the drift schedule at least.')
@allowed(['PT1H', 'PT2H', 'PT3H', 'PT6H', 'P1D', 'P2D'])
param sweepWindow string

@description('Until when a missing sweep is no news, because this deployment is fresh.')
param quietUntil string

var abbreviations = loadJsonContent('../abbreviations.json')

// Log lines of the app arrive as traces; requests are written by the Functions host.
var rules = [
  {
    name: 'failed-runs'
    title: 'Runs fail'
    description: 'An import run ended as failed or was refused by a guard. See GET /api/runs and docs/troubleshooting.md.'
    severity: 2
    query: 'traces | where message contains "Run " and message contains " over " and (message contains " failed: " or message contains " refused: " or message contains " was stopped: ") and message !contains "Still waiting after "'
    frequency: 'PT15M'
    window: 'PT15M'
  }
  {
    name: 'poison-messages'
    title: 'Import requests were given up'
    description: 'A request failed on every try, or another try could not help; it lies in the queue import-requests-poison. See docs/troubleshooting.md.'
    severity: 2
    query: 'traces | where message contains "import-requests-poison"'
    frequency: 'PT15M'
    window: 'PT15M'
  }
  {
    name: 'unhealthy-models'
    title: 'Models do not answer through the gateway'
    description: 'A test call came back unhealthy in the last hour. See GET /api/report.'
    severity: 2
    query: 'traces | where message contains " is unhealthy ("'
    frequency: 'PT30M'
    window: 'PT1H'
  }
  {
    name: 'drift'
    title: 'The gateway is not as designed'
    description: 'A drift check found differences. See GET /api/report, or GET /api/plan for what would be done.'
    severity: 3
    query: 'traces | where message contains "Drift check: in sync False"'
    frequency: 'PT1H'
    window: 'PT1H'
  }
  {
    // One line for each warning, whoever gives it and however often the app restarts.
    name: 'ahead'
    title: 'Models are retired'
    description: 'A deployment stops or becomes another model within Lifecycle.WarnDays, or its day has moved. See GET /api/report and docs/lifecycle.md.'
    severity: 2
    query: 'traces | where message contains "Ahead of "'
    frequency: 'PT1H'
    window: 'PT1H'
  }
  {
    // Not ImportDeployments: failing is how it puts a message back that waits for its deployment; what it gives up on is told by the poison rule.
    name: 'failed-functions'
    title: 'Functions fail'
    description: 'The Functions host saw an invocation fail that nobody waits for and nothing repeats.'
    severity: 3
    query: 'requests | where success == false and name in ("DeploymentChanged", "BreakerChanged", "CheckDrift", "TestCalls", "HealthReport")'
    frequency: 'PT30M'
    window: 'PT1H'
  }
  {
    name: 'no-sweep'
    title: 'Nobody looks'
    description: 'No drift check ended well within the window, so lost events stay lost.'
    severity: 1
    // One row if there was none: "summarize" counts to 0. Before the first sweeps there is nothing to miss.
    query: 'requests | where success == true and name == "CheckDrift" | summarize sweeps = count() | where sweeps == 0 and now() > datetime(${quietUntil})'
    frequency: 'PT30M'
    window: sweepWindow
  }
]

resource group 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: '${abbreviations.insightsActionGroups}${token}'
  location: 'global'
  tags: tags
  properties: {
    enabled: true
    groupShortName: 'importer'
    emailReceivers: empty(alertEmail) ? [] : [
      { name: 'mail', emailAddress: alertEmail, useCommonAlertSchema: true }
    ]
  }
}

resource logAlerts 'Microsoft.Insights/scheduledQueryRules@2026-03-01' = [for rule in rules: {
  name: 'importer-${rule.name}-${token}'
  location: location
  tags: tags
  kind: 'LogAlert'
  properties: {
    displayName: 'Foundry importer: ${rule.title}'
    description: rule.description
    enabled: true
    severity: rule.severity
    scopes: [insightsId]
    evaluationFrequency: rule.frequency
    windowSize: rule.window
    autoMitigate: true
    skipQueryValidation: true
    criteria: {
      allOf: [
        {
          query: rule.query
          timeAggregation: 'Count'
          operator: 'GreaterThan'
          threshold: 0
          failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
        }
      ]
    }
    actions: { actionGroups: [group.id] }
  }
}]

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid(resourceGroup().id, token, 'workbook')
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    displayName: 'Foundry importer'
    category: 'workbook'
    sourceId: insightsId
    serializedData: loadTextContent('../workbook.json')
  }
}

output workbookId string = workbook.id
output actionGroupId string = group.id
