// Every switch on; topics, subnets and DNS zones that are there already.
using '../main.bicep'

param environmentName = 'prod'
param location = 'swedencentral'
param provisionedAt = '2026-01-02T03:04:05Z'
param resourceGroupName = 'rg-own-name'
param apiManagementServiceId = '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-ai/providers/Microsoft.ApiManagement/service/contoso-apim'
param discoveryScopeList = '/subscriptions/00000000-0000-0000-0000-000000000001,/subscriptions/00000000-0000-0000-0000-000000000002/resourceGroups/rg-b,/subscriptions/00000000-0000-0000-0000-000000000002/resourceGroups/rg-c/providers/Microsoft.CognitiveServices/accounts/contoso'
param readAccountKeys = true
param watchModels = true
param allowIdentityChange = true
param connectEvents = true
param existingSystemTopicIds = '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-hub/providers/Microsoft.EventGrid/systemTopics/events/'
param watchBreakers = true
param existingServiceTopicId = '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-hub/providers/Microsoft.EventGrid/systemTopics/gateway-events'
param maxDeliveryAttempts = 10
param eventTimeToLiveInMinutes = 60
param driftMode = 'Repair'
param deletionMode = 'Keep'
param testCallsSubscription = 'probes'
param testCallsProduct = 'ai-team'
param signInClientId = '33333333-3333-3333-3333-333333333333'
param moreSettings = { Importer__Defaults__BasePath: 'ai/{account}' }
param moreSettingList = 'Importer__Defaults__Products__0=ai-team;Importer__Discovery__OptOutTag=apim-import=off'
param instanceMemoryMB = 2048
param maximumInstanceCount = 100
param alwaysReadyInstances = 1
param moreTags = { owner: 'ai-platform' }
param moreTagList = 'cost-center=42'
param privateNetworking = true
param appSubnetId = '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-hub/providers/Microsoft.Network/virtualNetworks/hub/subnets/importer'
param endpointSubnetId = '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-hub/providers/Microsoft.Network/virtualNetworks/hub/subnets/endpoints'
param privateDnsZoneIds = '/subscriptions/00000000-0000-0000-0000-000000000003/resourceGroups/rg-dns/providers/Microsoft.Network/privateDnsZones/privatelink.blob.core.windows.net,/subscriptions/00000000-0000-0000-0000-000000000003/resourceGroups/rg-dns/providers/Microsoft.Network/privateDnsZones/privatelink.queue.core.windows.net'
param alertEmail = 'ai-platform@contoso.example'
param sweepWindow = 'PT6H'
