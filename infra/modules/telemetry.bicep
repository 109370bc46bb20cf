// Where logs and metrics go. Telemetry is accepted with Entra identities only.
@description('Region of the workspace.')
param location string

@description('Tags of every resource.')
param tags object

@description('Distinguishes this installation; part of every name.')
param token string

@description('Object ID of the identity that the app runs as.')
param principalId string

@description('Days for which logs are kept.')
@minValue(30)
@maxValue(730)
param retentionDays int

// Monitoring Metrics Publisher: may send telemetry to Application Insights.
// https://learn.microsoft.com/azure/azure-monitor/app/azure-ad-authentication
var metricsPublisher = '3913510d-42f4-4e42-8a64-420c390055eb'

var abbreviations = loadJsonContent('../abbreviations.json')

resource workspace 'Microsoft.OperationalInsights/workspaces@2026-03-01' = {
  name: '${abbreviations.operationalInsightsWorkspaces}${token}'
  location: location
  tags: tags
  properties: {
    sku: { name: 'PerGB2018' }
    retentionInDays: retentionDays
    features: { disableLocalAuth: true }
  }
}

resource insights 'Microsoft.Insights/components@2020-02-02' = {
  name: '${abbreviations.insightsComponents}${token}'
  location: location
  tags: tags
  kind: 'web'
  properties: {
    Application_Type: 'web'
    WorkspaceResourceId: workspace.id
    DisableLocalAuth: true
  }
}

resource publishes 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(insights.id, principalId, metricsPublisher)
  scope: insights
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', metricsPublisher)
  }
}

output workspaceId string = workspace.id
output insightsId string = insights.id
output insightsName string = insights.name
