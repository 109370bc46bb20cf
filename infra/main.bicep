// Foundry → API Management importer: everything that the app needs in one subscription, and its rights elsewhere.
// azd up deploys it (docs/quickstart-azure.md); without azd: az deployment sub create -f infra/main.bicep -p …
targetScope = 'subscription'

@description('Names the installation; part of the resource group\'s name. A second installation takes another name and its own parameters.')
@minLength(1)
@maxLength(40)
param environmentName string

@description('Region of the app, its storage and its logs. Flex Consumption must be offered there.')
param location string

@description('Resource group of the app; made if it is not there.')
param resourceGroupName string = 'rg-importer-${environmentName}'

@description('Resource ID of the API Management service in which APIs are registered. It needs its system-assigned identity switched on.')
param apiManagementServiceId string

@description('Subscriptions, resource groups or Foundry accounts in which deployments are looked for, as resource IDs. Empty: this subscription.')
param discoveryScopes array = []

@description('The same as one text, separated by commas, for those who deploy with azd (IMPORTER_SCOPES). Counts when the list is empty.')
param discoveryScopeList string = ''

@description('Ensure: the app grants the gateway its role on each account, and may grant nothing else to nobody else. Check: the role is assigned here for all of the discovery scopes.')
@allowed(['Ensure', 'Check'])
param gatewayAccess string = 'Ensure'

@description('With Check: which role the gateway gets. OpenAIUser serves OpenAI models, CognitiveServicesUser every model.')
@allowed(['OpenAIUser', 'CognitiveServicesUser'])
param gatewayRole string = 'OpenAIUser'

@description('With Check: whether the role is assigned here. false where the gateway has it already, for Azure refuses the same assignment twice.')
param assignGatewayRole bool = true

@description('Whether the app may read account keys. Only for APIs with Authentication "ApiKey" whose key is not in a Key Vault.')
param readAccountKeys bool = false

@description('Whether the app may switch the service\'s system-assigned identity on again. The right covers every property of the service, so leave it off.')
param allowIdentityChange bool = false

@description('Whether the event subscription is made in this deployment. The function must be there first, so it is false for the first one; with azd a hook does it.')
param connectEvents bool = false

@description('Resource ID of the subscription\'s Event Grid system topic if it has one; there can be only one. It needs a system-assigned identity. Empty: one is made.')
param existingSystemTopicId string = ''

@description('How often Event Grid tries to deliver an event.')
@minValue(1)
@maxValue(30)
param maxDeliveryAttempts int = 30

@description('Minutes for which Event Grid tries to deliver an event.')
@minValue(1)
@maxValue(1440)
param eventTimeToLiveInMinutes int = 1440

@description('What the sweep does. Import: it makes what is missing and reports the rest. Report: it only reports. Repair: it also puts back what others changed.')
@allowed(['Import', 'Report', 'Repair'])
param driftMode string = 'Import'

@description('Delete: an API goes with its last deployment. Keep: nothing is withdrawn.')
@allowed(['Delete', 'Keep'])
param deletionMode string = 'Delete'

@description('Tokens that test calls may use in a day; 0 makes none.')
@minValue(0)
param testTokensPerDay int = 20000

@description('When test calls run: NCRONTAB with seconds, UTC.')
param testCallsSchedule string = '0 */15 * * * *'

@description('When drift, and what lost events left out, is looked for: NCRONTAB with seconds, UTC.')
param driftSchedule string = '0 7 * * * *'

@description('When the health report is written: NCRONTAB with seconds, UTC.')
param healthReportSchedule string = '0 0 6 * * *'

@description('More app settings by their full names, such as Importer__Defaults__BasePath; values may be Key Vault references. They win over all others.')
param moreSettings object = {}

@description('Memory of an instance in MB.')
@allowed([512, 2048, 4096])
param instanceMemoryMB int = 512

@description('Most instances at once; 40 is the least that the plan takes.')
@minValue(40)
@maxValue(1000)
param maximumInstanceCount int = 40

@description('Instances that always wait for events and requests, for each of the two; billed by the hour. 0: the app starts when something happens.')
@minValue(0)
@maxValue(20)
param alwaysReadyInstances int = 0

@description('Tags for every resource that is made, as policies of a company may ask for.')
param moreTags object = {}

@description('Whether the app goes out through a network of its own and its storage is reached through private endpoints only.')
param privateNetworking bool = false

@description('Address space of that network, of the size /24 at least.')
param networkAddressPrefix string = '10.90.0.0/24'

@description('Address that alerts are mailed to; empty mails none.')
param alertEmail string = ''

@description('Window after which a missing sweep is told: two intervals of the drift schedule at least.')
@allowed(['PT1H', 'PT2H', 'PT3H', 'PT6H', 'P1D', 'P2D'])
param sweepWindow string = 'PT3H'

@description('Days after which run records are deleted.')
@minValue(1)
param reportRetentionDays int = 90

@description('Days after which events that could not be delivered are deleted.')
@minValue(1)
param deadLetterRetentionDays int = 30

@description('Days for which logs are kept.')
@minValue(30)
@maxValue(730)
param logRetentionDays int = 30

// The roles that serve model calls; the same values as src/Importer/Design/Roles.cs, held together by a test.
// https://learn.microsoft.com/azure/role-based-access-control/built-in-roles/ai-machine-learning
var inferenceRoles = {
  OpenAIUser: '5e0bd9bd-7b93-4f28-af87-19fc36ad61bd' // Cognitive Services OpenAI User
  CognitiveServicesUser: 'a97b65f3-24c7-4388-baec-2e87135dc908' // Cognitive Services User
}

var token = toLower(uniqueString(subscription().id, environmentName, location))
var tags = union(moreTags, { 'azd-env-name': environmentName })
var service = split(apiManagementServiceId, '/')
var listedScopes = empty(discoveryScopeList) ? [subscription().id] : filter(map(split(discoveryScopeList, ','), scope => trim(scope)), scope => !empty(scope))
var scopes = empty(discoveryScopes) ? listedScopes : discoveryScopes
var subscriptionIds = union(map(scopes, scope => toLower(split(scope, '/')[2])), [])
var wholeSubscriptions = map(filter(scopes, scope => length(split(scope, '/')) == 3), scope => toLower(split(scope, '/')[2]))
var partScopes = filter(scopes, scope => length(split(scope, '/')) > 3)
var topicGroup = empty(existingSystemTopicId) ? resourceGroupName : split(existingSystemTopicId, '/')[4]

resource group 'Microsoft.Resources/resourceGroups@2025-04-01' = {
  name: resourceGroupName
  location: location
  tags: tags
}

module identity 'modules/identity.bicep' = {
  name: 'importer-identity'
  scope: group
  params: { location: location, tags: tags, token: token }
}

module storage 'modules/storage.bicep' = {
  name: 'importer-storage'
  scope: group
  params: {
    location: location
    tags: tags
    token: token
    principalId: identity.outputs.principalId
    reportRetentionDays: reportRetentionDays
    deadLetterRetentionDays: deadLetterRetentionDays
    isPrivate: privateNetworking
  }
}

module network 'modules/network.bicep' = if (privateNetworking) {
  name: 'importer-network'
  scope: group
  params: {
    location: location
    tags: tags
    token: token
    storageAccountId: storage.outputs.accountId
    addressPrefix: networkAddressPrefix
  }
}

module telemetry 'modules/telemetry.bicep' = {
  name: 'importer-telemetry'
  scope: group
  params: {
    location: location
    tags: tags
    token: token
    principalId: identity.outputs.principalId
    retentionDays: logRetentionDays
  }
}

module gateway 'modules/roles-apim.bicep' = {
  name: 'importer-roles-apim-${token}'
  scope: resourceGroup(service[2], service[4])
  params: {
    serviceName: service[8]
    token: token
    principalId: identity.outputs.principalId
    allowIdentityChange: allowIdentityChange
  }
}

module roles 'modules/roles-subscription.bicep' = [for id in subscriptionIds: {
  name: 'importer-roles-${token}'
  scope: subscription(id)
  params: {
    token: token
    principalId: identity.outputs.principalId
    assignHere: contains(wholeSubscriptions, id)
    readAccountKeys: readAccountKeys
    gatewayAccess: gatewayAccess
    gatewayPrincipalId: gateway.outputs.gatewayPrincipalId
    inferenceRoles: [inferenceRoles.OpenAIUser, inferenceRoles.CognitiveServicesUser]
    gatewayRole: inferenceRoles[gatewayRole]
    assignGatewayRole: assignGatewayRole
  }
}]

module rolesFoundry 'modules/roles-foundry.bicep' = [for (scope, number) in partScopes: {
  name: 'importer-roles-${number}-${token}'
  scope: resourceGroup(split(scope, '/')[2], split(scope, '/')[4])
  params: {
    accountName: length(split(scope, '/')) > 8 ? split(scope, '/')[8] : ''
    principalId: identity.outputs.principalId
    readerRoleId: roles[indexOf(subscriptionIds, toLower(split(scope, '/')[2]))].outputs.readerRoleId
    granterRoleId: roles[indexOf(subscriptionIds, toLower(split(scope, '/')[2]))].outputs.granterRoleId
    condition: roles[indexOf(subscriptionIds, toLower(split(scope, '/')[2]))].outputs.condition
    gatewayPrincipalId: gateway.outputs.gatewayPrincipalId
    gatewayRole: inferenceRoles[gatewayRole]
    assignGatewayRole: assignGatewayRole
  }
}]

module app 'modules/app.bicep' = {
  name: 'importer-app'
  scope: group
  params: {
    location: location
    tags: tags
    token: token
    identityId: identity.outputs.id
    identityClientId: identity.outputs.clientId
    blobEndpoint: storage.outputs.blobEndpoint
    queueEndpoint: storage.outputs.queueEndpoint
    insightsName: telemetry.outputs.insightsName
    instanceMemoryMB: instanceMemoryMB
    maximumInstanceCount: maximumInstanceCount
    alwaysReadyInstances: alwaysReadyInstances
    subnetId: privateNetworking ? network!.outputs.subnetId : ''
    apiManagementServiceId: apiManagementServiceId
    discoveryScopes: scopes
    gatewayAccess: gatewayAccess
    driftMode: driftMode
    deletionMode: deletionMode
    testTokensPerDay: testTokensPerDay
    testCallsSchedule: testCallsSchedule
    driftSchedule: driftSchedule
    healthReportSchedule: healthReportSchedule
    moreSettings: moreSettings
  }
}

module events 'modules/events.bicep' = {
  name: 'importer-events'
  scope: group
  params: {
    tags: tags
    token: token
    existingTopicId: existingSystemTopicId
    storageAccountName: storage.outputs.accountName
    deadLetterContainer: storage.outputs.deadLetterContainer
  }
}

module eventSubscription 'modules/event-subscription.bicep' = if (connectEvents) {
  name: 'importer-event-subscription-${token}'
  scope: resourceGroup(topicGroup)
  params: {
    topicName: events.outputs.topicName
    name: 'foundry-importer-${token}'
    functionAppId: app.outputs.id
    storageAccountId: storage.outputs.accountId
    deadLetterContainer: storage.outputs.deadLetterContainer
    maxDeliveryAttempts: maxDeliveryAttempts
    eventTimeToLiveInMinutes: eventTimeToLiveInMinutes
  }
}

module monitoring 'modules/monitoring.bicep' = {
  name: 'importer-monitoring'
  scope: group
  params: {
    location: location
    tags: tags
    token: token
    insightsId: telemetry.outputs.insightsId
    workspaceId: telemetry.outputs.workspaceId
    topicId: events.outputs.topicId
    topicIsOurs: empty(existingSystemTopicId)
    alertEmail: alertEmail
    sweepWindow: sweepWindow
  }
}

// azd keeps these in the environment, where the hook finds them. Nothing here is secret.
output AZURE_RESOURCE_GROUP string = group.name
output IMPORTER_FUNCTION_APP_NAME string = app.outputs.name
output IMPORTER_FUNCTION_APP_ID string = app.outputs.id
output IMPORTER_FUNCTION_APP_HOST string = app.outputs.hostName
output IMPORTER_STORAGE_ACCOUNT_ID string = storage.outputs.accountId
output IMPORTER_TOPIC_NAME string = events.outputs.topicName
output IMPORTER_TOPIC_RESOURCE_GROUP string = topicGroup
output IMPORTER_EVENT_SUBSCRIPTION_NAME string = 'foundry-importer-${token}'
output IMPORTER_MAX_DELIVERY_ATTEMPTS int = maxDeliveryAttempts
output IMPORTER_EVENT_TIME_TO_LIVE_MINUTES int = eventTimeToLiveInMinutes
