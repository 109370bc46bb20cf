// Who is told, of what, and the page that shows it. The queries look for words that the app logs; a test holds them to the code.
@description('Region of the rules.')
param location string

@description('Tags of every resource.')
param tags object

@description('Distinguishes this installation; part of every name.')
param token string

@description('Resource ID of Application Insights.')
param insightsId string

@description('Resource ID of the Log Analytics workspace.')
param workspaceId string

@description('Resource ID of the Event Grid system topic.')
param topicId string

@description('Whether the topic is ours; another\'s gets no diagnostic settings from here.')
param topicIsOurs bool

@description('Address that alerts are mailed to; empty mails none.')
param alertEmail string

@description('Window after which a missing sweep is told: two intervals of the drift schedule at least.')
@allowed(['PT1H', 'PT2H', 'PT3H', 'PT6H', 'P1D', 'P2D'])
param sweepWindow string

// Log lines of the handler arrive as traces of the category Host.Function.Console; requests are written by the Functions host.
var rules = [
  {
    name: 'failed-runs'
    title: 'Runs fail'
    description: 'An import run ended as failed or was refused by a guard. See GET /api/runs and docs/troubleshooting.md.'
    severity: 2
    query: 'traces | where message contains "Run " and message contains " over " and (message contains " failed: " or message contains " refused: " or message contains " was stopped: ") and message !contains "Still waiting after "'
    operator: 'GreaterThan'
    frequency: 'PT15M'
    window: 'PT15M'
  }
  {
    name: 'poison-messages'
    title: 'Import requests were given up'
    description: 'A request failed on every try and lies in the queue import-requests-poison. See docs/troubleshooting.md.'
    severity: 2
    query: 'traces | where message contains "import-requests-poison"'
    operator: 'GreaterThan'
    frequency: 'PT15M'
    window: 'PT15M'
  }
  {
    name: 'unhealthy-models'
    title: 'Models do not answer through the gateway'
    description: 'A test call came back unhealthy in the last hour. See GET /api/report.'
    severity: 2
    query: 'traces | where message contains " is unhealthy ("'
    operator: 'GreaterThan'
    frequency: 'PT30M'
    window: 'PT1H'
  }
  {
    name: 'drift'
    title: 'The gateway is not as designed'
    description: 'A drift check found differences. See GET /api/report, or GET /api/plan for what would be done.'
    severity: 3
    query: 'traces | where message contains "Drift check: in sync False"'
    operator: 'GreaterThan'
    frequency: 'PT1H'
    window: 'PT1H'
  }
  {
    // Not ImportDeployments: failing is how it puts a message back that waits for its deployment; what it gives up on is told by the poison rule.
    name: 'failed-functions'
    title: 'Functions fail'
    description: 'The Functions host saw an invocation fail that nobody waits for and nothing repeats.'
    severity: 3
    query: 'requests | where success == false and name in ("DeploymentChanged", "CheckDrift", "TestCalls", "HealthReport")'
    operator: 'GreaterThan'
    frequency: 'PT30M'
    window: 'PT1H'
  }
  {
    name: 'no-sweep'
    title: 'Nobody looks'
    description: 'No drift check ended well within the window, so lost events stay lost.'
    severity: 1
    query: 'requests | where success == true and name == "CheckDrift"'
    operator: 'LessThan'
    frequency: 'PT30M'
    window: sweepWindow
  }
]

var topicMetrics = [
  { name: 'dead-letters', metric: 'DeadLetteredCount', title: 'Events could not be delivered' }
  { name: 'dropped-events', metric: 'DroppedEventCount', title: 'Events were lost' }
]

resource group 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: 'ag-importer-${token}'
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

resource logAlerts 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [for rule in rules: {
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
          operator: rule.operator
          threshold: rule.operator == 'LessThan' ? 1 : 0
          failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
        }
      ]
    }
    actions: { actionGroups: [group.id] }
  }
}]

resource topicAlerts 'Microsoft.Insights/metricAlerts@2018-03-01' = [for rule in topicMetrics: {
  name: 'importer-${rule.name}-${token}'
  location: 'global'
  tags: tags
  properties: {
    description: 'Foundry importer: ${rule.title}. The next drift check tells what is missing, and imports it with driftMode Repair; docs/troubleshooting.md tells what to look for.'
    enabled: true
    severity: 2
    scopes: [topicId]
    evaluationFrequency: 'PT15M'
    windowSize: 'PT1H'
    autoMitigate: true
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          criterionType: 'StaticThresholdCriterion'
          name: rule.name
          metricNamespace: 'Microsoft.EventGrid/systemTopics'
          metricName: rule.metric
          timeAggregation: 'Total'
          operator: 'GreaterThan'
          threshold: 0
        }
      ]
    }
    actions: [
      { actionGroupId: group.id }
    ]
  }
}]

resource topic 'Microsoft.EventGrid/systemTopics@2025-02-15' existing = if (topicIsOurs) {
  name: split(topicId, '/')[8]
}

resource deliveries 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = if (topicIsOurs) {
  name: 'importer'
  scope: topic
  properties: {
    workspaceId: workspaceId
    logs: [
      { category: 'DeliveryFailures', enabled: true }
    ]
    metrics: [
      { category: 'AllMetrics', enabled: true }
    ]
  }
}

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
