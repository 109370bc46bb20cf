// Two more subscriptions: one has a topic, one is done without events; no test calls.
using '../main.bicep'

param environmentName = 'prod'
param location = 'swedencentral'
param provisionedAt = '2026-01-02T03:04:05Z'
param apiManagementServiceId = '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-ai/providers/Microsoft.ApiManagement/service/contoso-apim'
param discoveryScopeList = '/subscriptions/00000000-0000-0000-0000-000000000001,/subscriptions/00000000-0000-0000-0000-000000000002,/subscriptions/00000000-0000-0000-0000-000000000003'
param existingSystemTopicIds = '/subscriptions/00000000-0000-0000-0000-000000000002/resourceGroups/rg-hub/providers/Microsoft.EventGrid/systemTopics/events'
param subscriptionsWithoutEvents = '00000000-0000-0000-0000-000000000003'
param connectEvents = true
param testTokensPerDay = 0
