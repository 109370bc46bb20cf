// Foundry → API Management importer: everything that the app needs in one subscription, and its rights elsewhere.
// azd up deploys it (docs/quickstart-azure.md); without azd: az deployment sub create -f infra/main.bicep -p …
targetScope = 'subscription'

import { canonicalId, checkedScope, listed, namedValues } from 'modules/texts.bicep'

@description('Names the installation; part of the resource group\'s name. A second installation takes another name and its own parameters.')
@minLength(1)
@maxLength(40)
param environmentName string

// Regions with Flex Consumption when this was written; add yours when it has come:
// https://learn.microsoft.com/azure/azure-functions/flex-consumption-how-to#view-currently-supported-regions
@description('Region of the app, its storage and its logs. Flex Consumption must be offered there.')
@metadata({ azd: { type: 'location' } })
@allowed([
  'australiaeast'
  'centralindia'
  'centralus'
  'eastasia'
  'eastus'
  'eastus2'
  'eastus2euap'
  'francecentral'
  'germanywestcentral'
  'northcentralus'
  'northeurope'
  'southcentralus'
  'southeastasia'
  'swedencentral'
  'uksouth'
  'westcentralus'
  'westeurope'
  'westus2'
])
param location string

@description('Resource group of the app; made if it is not there.')
param resourceGroupName string = 'rg-importer-${environmentName}'

@description('Resource ID of the API Management service in which APIs are registered. It needs its system-assigned identity switched on.')
param apiManagementServiceId string

@description('Subscriptions, resource groups or Foundry accounts in which deployments are looked for, as resource IDs. Empty: this subscription.')
param discoveryScopes string[] = []

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

@description('Whether the app looks ahead: which models retire when, and how much quota is free (Lifecycle.Watch). It takes a right to read two lists of each subscription.')
param watchModels bool = false

@description('Whether the app may switch the service\'s system-assigned identity on again. The right covers every property of the service, so leave it off.')
param allowIdentityChange bool = false

@description('Whether the event subscriptions are made in this deployment. The function must be there first, so it is false for the first one; with azd a hook does it.')
param connectEvents bool = false

@description('Resource IDs, separated by commas, of the Event Grid system topics that subscriptions in scope have already; each can have only one. They need a system-assigned identity. In every other subscription one is made.')
param existingSystemTopicIds string = ''

@description('Subscription IDs, separated by commas, whose events are done without, because you may not make a topic there. The drift check looks there all the same.')
param subscriptionsWithoutEvents string = ''

@description('With fleets: whether the app hears of circuit breakers that open and close (preview in API Management), by a system topic of the service. It finds deployments that went without a word.')
param watchBreakers bool = false

@description('With watchBreakers: resource ID of the system topic that the API Management service has already; it can have only one. It needs a system-assigned identity. Empty: one is made.')
param existingServiceTopicId string = ''

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

@description('API Management subscription whose key opens the APIs for test calls; the app may read this one key. Empty, and no product below: no test calls. The all-access one (master) opens more than test calls need.')
param testCallsSubscription string = ''

@description('Product (its ID) that a subscription for test calls is made for. It opens the APIs of that product and no others. Empty: none is made.')
param testCallsProduct string = ''

@description('When test calls run: NCRONTAB with seconds, UTC.')
param testCallsSchedule string = '0 */15 * * * *'

@description('When drift, and what lost events left out, is looked for: NCRONTAB with seconds, UTC.')
param driftSchedule string = '0 7 * * * *'

@description('When the health report is written: NCRONTAB with seconds, UTC.')
param healthReportSchedule string = '0 0 6 * * *'

@description('Application (client) ID of the Entra app registration that people sign in with to see the report at /api/signed-in/report. Empty: nobody signs in, and every function wants its key.')
param signInClientId string = ''

@description('More app settings by their full names, such as Importer__Defaults__BasePath; values may be Key Vault references. They win over all others.')
@secure()
param moreSettings object = {}

@description('The same as one text, name=value separated by semicolons, for those who deploy with azd (IMPORTER_SETTINGS). Added to the object, and wins over it.')
@secure()
param moreSettingList string = ''

@description('Memory of an instance in MB.')
@allowed([512, 2048, 4096])
param instanceMemoryMB int = 512

@description('Most instances at once, for each group of functions. Sources differ on whether the plan takes less than 40.')
@minValue(1)
@maxValue(1000)
param maximumInstanceCount int = 40

@description('Instances that always wait for events and requests, for each of the two; billed by the hour. 0: the app starts when something happens.')
@minValue(0)
@maxValue(20)
param alwaysReadyInstances int = 0

@description('Tags for every resource that is made, as policies of a company may ask for.')
param moreTags object = {}

@description('The same as one text, name=value separated by semicolons, for those who deploy with azd (IMPORTER_TAGS).')
param moreTagList string = ''

@description('Whether the app goes out through a network of its own and its storage is reached through private endpoints only.')
param privateNetworking bool = false

@description('Address space of that network, of the size /24 at least.')
param networkAddressPrefix string = '10.90.0.0/24'

@description('With privateNetworking: a subnet of yours, delegated to Microsoft.App/environments, that the app goes out through instead. Empty: a network is made.')
param appSubnetId string = ''

@description('With appSubnetId: the subnet of yours that holds the private endpoints of the app\'s storage.')
param endpointSubnetId string = ''

@description('With privateNetworking: resource IDs, separated by commas, of your private DNS zones for blob and queue; they must be linked to your network. Empty: zones are made. none: none is used, because a policy of yours registers the endpoints.')
param privateDnsZoneIds string = ''

@description('Whether who deploys may read reports and dead letters, and take messages from the poison queue.')
param grantDeployer bool = true

@description('When this deployment began; the alert on missing sweeps is quiet for one window after it.')
param provisionedAt string = utcNow()

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

var abbreviations = loadJsonContent('abbreviations.json')
var token = toLower(uniqueString(subscription().id, environmentName, location))
var tags = union(moreTags, namedValues('IMPORTER_TAGS', moreTagList), { 'azd-env-name': environmentName })
var home = toLower(subscription().subscriptionId)

var service = split(canonicalId(apiManagementServiceId), '/')
var isService = length(service) == 9 && toLower(service[6]) == 'microsoft.apimanagement' && toLower(service[7]) == 'service'
var serviceId = isService ? join(service, '/') : fail('IMPORTER_APIM_ID must be the resource ID of an API Management service (/subscriptions/…/providers/Microsoft.ApiManagement/service/<name>), is: ${apiManagementServiceId}')

var listedScopes = empty(discoveryScopeList) ? [subscription().id] : listed(discoveryScopeList)
var scopes = union(map(empty(discoveryScopes) ? listedScopes : discoveryScopes, scope => checkedScope(scope)), [])
var subscriptionIds = union(map(scopes, scope => toLower(split(scope, '/')[2])), [])
var wholeSubscriptions = map(filter(scopes, scope => length(split(scope, '/')) == 3), scope => toLower(split(scope, '/')[2]))
var partScopes = filter(scopes, scope => length(split(scope, '/')) > 3)

// A system topic lies in the subscription whose events it tells: https://learn.microsoft.com/azure/event-grid/system-topics
var givenTopics = map(listed(existingSystemTopicIds), id => canonicalId(id))
var badTopics = filter(givenTopics, id => length(split(id, '/')) != 9 || !contains(toLower(id), '/providers/microsoft.eventgrid/systemtopics/'))
var checkedTopics = empty(badTopics) ? givenTopics : fail('IMPORTER_SYSTEM_TOPIC_ID must hold resource IDs of Event Grid system topics, holds: ${join(badTopics, ', ')}')
var withoutEvents = map(listed(subscriptionsWithoutEvents), id => toLower(last(split(canonicalId(id), '/'))))
var topics = map(filter(subscriptionIds, id => !contains(withoutEvents, id)), id => {
  subscription: id
  isGiven: !empty(filter(checkedTopics, topic => toLower(split(topic, '/')[2]) == id))
  // With a topic of our own: where it is made, and what it is called.
  id: first(concat(
    filter(checkedTopics, topic => toLower(split(topic, '/')[2]) == id),
    ['/subscriptions/${id}/resourceGroups/${resourceGroupName}/providers/Microsoft.EventGrid/systemTopics/${abbreviations.eventGridSystemTopics}${token}']
  ))
})

// The service's own topic, in its resource group: https://learn.microsoft.com/azure/event-grid/event-schema-api-management
var givenServiceTopic = canonicalId(existingServiceTopicId)
var serviceTopicParts = split(givenServiceTopic, '/')
var isServiceTopic = length(serviceTopicParts) == 9 && contains(toLower(givenServiceTopic), '/providers/microsoft.eventgrid/systemtopics/') && toLower(serviceTopicParts[2]) == toLower(split(serviceId, '/')[2])
var madeServiceTopic = '/subscriptions/${split(serviceId, '/')[2]}/resourceGroups/${split(serviceId, '/')[4]}/providers/Microsoft.EventGrid/systemTopics/${abbreviations.eventGridSystemTopics}${token}-breakers'
var breakerTopicId = empty(existingServiceTopicId) ? madeServiceTopic : (isServiceTopic ? givenServiceTopic : fail('IMPORTER_SERVICE_TOPIC_ID must be the resource ID of an Event Grid system topic in the subscription of the API Management service, is: ${existingServiceTopicId}'))

// The name that the app looks for where no other is given: docs/settings.md, Health.Subscription.
var madeTestSubscription = empty(testCallsProduct) ? '' : 'foundry-importer-tests'
var testSubscription = testTokensPerDay == 0 ? '' : (empty(testCallsSubscription) ? madeTestSubscription : testCallsSubscription)

var warnings = concat(
  empty(intersection(subscriptionIds, withoutEvents)) ? [] : ['Events of these subscriptions do not reach the app, so only the drift check sees what is deployed there: ${join(intersection(subscriptionIds, withoutEvents), ', ')}.'],
  empty(filter(checkedTopics, topic => !contains(subscriptionIds, toLower(split(topic, '/')[2])))) ? [] : ['IMPORTER_SYSTEM_TOPIC_ID holds topics of subscriptions that are not in scope; they are not used.'],
  testTokensPerDay == 0 || !empty(testSubscription) ? [] : ['No test calls are made: name a subscription for them (IMPORTER_TEST_SUBSCRIPTION), or a product (IMPORTER_TEST_PRODUCT).']
)

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
    grantDeployer: grantDeployer
    deployerId: deployer().objectId
    deployerType: empty(deployer().?userPrincipalName) ? 'ServicePrincipal' : 'User'
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
    appSubnetId: appSubnetId
    endpointSubnetId: endpointSubnetId
    privateDnsZoneIds: listed(privateDnsZoneIds)
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
  scope: resourceGroup(split(serviceId, '/')[2], split(serviceId, '/')[4])
  params: {
    serviceName: split(serviceId, '/')[8]
    token: token
    principalId: identity.outputs.principalId
    allowIdentityChange: allowIdentityChange
  }
}

module gatewayKey 'modules/roles-apim-key.bicep' = if (!empty(testSubscription)) {
  name: 'importer-roles-apim-key-${token}'
  scope: resourceGroup(split(serviceId, '/')[2], split(serviceId, '/')[4])
  params: {
    serviceName: split(serviceId, '/')[8]
    token: token
    principalId: identity.outputs.principalId
    subscriptionName: testSubscription
    product: testCallsProduct
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
    watchModels: watchModels
    gatewayAccess: gatewayAccess
    gatewayPrincipalId: gateway.outputs.gatewayPrincipalId
    inferenceRoles: [inferenceRoles.OpenAIUser, inferenceRoles.CognitiveServicesUser]
    gatewayRole: inferenceRoles[gatewayRole]
    assignGatewayRole: assignGatewayRole
  }
}]

// The names of the roles are computed there as they are here, so this only has to come later.
module rolesFoundry 'modules/roles-foundry.bicep' = [for (scope, number) in partScopes: {
  name: 'importer-roles-${number}-${token}'
  scope: resourceGroup(toLower(split(scope, '/')[2]), split(scope, '/')[4])
  params: {
    accountName: length(split(scope, '/')) > 8 ? split(scope, '/')[8] : ''
    token: token
    principalId: identity.outputs.principalId
    gatewayAccess: gatewayAccess
    inferenceRoles: [inferenceRoles.OpenAIUser, inferenceRoles.CognitiveServicesUser]
    gatewayPrincipalId: gateway.outputs.gatewayPrincipalId
    gatewayRole: inferenceRoles[gatewayRole]
    assignGatewayRole: assignGatewayRole
  }
  dependsOn: [roles]
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
    apiManagementServiceId: serviceId
    discoveryScopes: scopes
    gatewayAccess: gatewayAccess
    driftMode: driftMode
    deletionMode: deletionMode
    testTokensPerDay: empty(testSubscription) ? 0 : testTokensPerDay
    testSubscription: testSubscription
    watchModels: watchModels
    testCallsSchedule: testCallsSchedule
    driftSchedule: driftSchedule
    healthReportSchedule: healthReportSchedule
    signInClientId: signInClientId
    moreSettings: union(moreSettings, namedValues('IMPORTER_SETTINGS', moreSettingList))
  }
}

module sources 'modules/event-source.bicep' = [for topic in topics: {
  name: 'importer-events-${token}'
  scope: subscription(topic.subscription)
  params: {
    location: location
    tags: tags
    topicId: topic.id
    isGiven: topic.isGiven
    makeGroup: topic.subscription != home
    storageSubscription: home
    storageGroup: group.name
    storageAccountName: storage.outputs.accountName
    deadLetterContainer: storage.outputs.deadLetterContainer
  }
}]

module eventSubscriptions 'modules/event-subscription.bicep' = [for topic in connectEvents ? topics : []: {
  name: 'importer-event-subscription-${token}'
  scope: resourceGroup(split(topic.id, '/')[2], split(topic.id, '/')[4])
  params: {
    topicName: split(topic.id, '/')[8]
    name: 'foundry-importer-${token}'
    functionAppId: app.outputs.id
    storageAccountId: storage.outputs.accountId
    deadLetterContainer: storage.outputs.deadLetterContainer
    maxDeliveryAttempts: maxDeliveryAttempts
    eventTimeToLiveInMinutes: eventTimeToLiveInMinutes
  }
  dependsOn: [sources]
}]

module breakerTopic 'modules/event-topic.bicep' = if (watchBreakers) {
  name: 'importer-breaker-topic-${token}'
  scope: resourceGroup(split(breakerTopicId, '/')[2], split(breakerTopicId, '/')[4])
  params: {
    name: split(breakerTopicId, '/')[8]
    isGiven: !empty(existingServiceTopicId)
    tags: tags
    source: serviceId
    topicType: 'Microsoft.ApiManagement.Service'
    location: gateway.outputs.location
  }
}

module breakerDeadLetters 'modules/event-dead-letters.bicep' = if (watchBreakers) {
  name: 'importer-breaker-dead-letters-${token}'
  scope: group
  params: {
    storageAccountName: storage.outputs.accountName
    container: storage.outputs.deadLetterContainer
    topicId: breakerTopicId
    principalId: breakerTopic!.outputs.principalId
  }
}

module breakerSubscription 'modules/breaker-subscription.bicep' = if (watchBreakers && connectEvents) {
  name: 'importer-breaker-subscription-${token}'
  scope: resourceGroup(split(breakerTopicId, '/')[2], split(breakerTopicId, '/')[4])
  params: {
    topicName: split(breakerTopicId, '/')[8]
    name: 'foundry-importer-${token}'
    functionAppId: app.outputs.id
    storageAccountId: storage.outputs.accountId
    deadLetterContainer: storage.outputs.deadLetterContainer
    maxDeliveryAttempts: maxDeliveryAttempts
    eventTimeToLiveInMinutes: eventTimeToLiveInMinutes
  }
  dependsOn: [breakerDeadLetters]
}

module eventAlerts 'modules/event-alerts.bicep' = [for topic in topics: {
  name: 'importer-event-alerts-${token}'
  // A topic that was there lies in a group of others; in this subscription the alerts need not be in it.
  scope: resourceGroup(topic.subscription, topic.subscription == home ? resourceGroupName : split(topic.id, '/')[4])
  params: {
    tags: tags
    token: token
    topicId: topic.id
    topicIsOurs: !topic.isGiven
    actionGroupId: monitoring.outputs.actionGroupId
    workspaceId: telemetry.outputs.workspaceId
  }
  dependsOn: [sources]
}]

module monitoring 'modules/monitoring.bicep' = {
  name: 'importer-monitoring'
  scope: group
  params: {
    location: location
    tags: tags
    token: token
    insightsId: telemetry.outputs.insightsId
    alertEmail: alertEmail
    sweepWindow: sweepWindow
    quietUntil: dateTimeAdd(provisionedAt, sweepWindow)
  }
}

// azd keeps these in the environment, where the hook finds them. Nothing here is secret.
output AZURE_LOCATION string = location
output AZURE_TENANT_ID string = tenant().tenantId
output AZURE_RESOURCE_GROUP string = group.name
output SERVICE_IMPORTER_NAME string = app.outputs.name
output IMPORTER_FUNCTION_APP_NAME string = app.outputs.name
output IMPORTER_FUNCTION_APP_ID string = app.outputs.id
output IMPORTER_FUNCTION_APP_HOST string = app.outputs.hostName
output IMPORTER_STORAGE_ACCOUNT_ID string = storage.outputs.accountId
output IMPORTER_TOPIC_IDS string = join(map(topics, topic => topic.id), ',')
output IMPORTER_BREAKER_TOPIC_ID string = watchBreakers ? breakerTopicId : ''
output IMPORTER_SUBSCRIPTIONS_WITHOUT_EVENTS string = join(intersection(subscriptionIds, withoutEvents), ',')
output IMPORTER_WARNINGS string = join(warnings, ' ')
output IMPORTER_EVENT_SUBSCRIPTION_NAME string = 'foundry-importer-${token}'
output IMPORTER_MAX_DELIVERY_ATTEMPTS int = maxDeliveryAttempts
output IMPORTER_EVENT_TIME_TO_LIVE_MINUTES int = eventTimeToLiveInMinutes
