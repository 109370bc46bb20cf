// Who is told when events of a subscription do not arrive.
@description('Tags of every resource.')
param tags object

@description('Distinguishes this installation; part of every name.')
param token string

@description('Resource ID of the Event Grid system topic.')
param topicId string

@description('Whether the topic is ours, and in this resource group; another\'s gets no diagnostic settings from here.')
param topicIsOurs bool

@description('Resource ID of the action group that is told.')
param actionGroupId string

@description('Resource ID of the Log Analytics workspace that delivery failures are written to.')
param workspaceId string

var topicMetrics = [
  { name: 'dead-letters', metric: 'DeadLetteredCount', title: 'Events could not be delivered' }
  { name: 'dropped-events', metric: 'DroppedEventCount', title: 'Events were lost' }
]

resource topicAlerts 'Microsoft.Insights/metricAlerts@2026-01-01' = [for rule in topicMetrics: {
  name: 'importer-${rule.name}-${token}'
  location: 'global'
  tags: tags
  properties: {
    description: 'Foundry importer: ${rule.title}. The next drift check imports what is missing, or with driftMode Report only tells of it; docs/troubleshooting.md tells what to look for.'
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
      { actionGroupId: actionGroupId }
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
