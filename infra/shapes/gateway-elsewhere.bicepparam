// API Management in a third subscription, with a topic for its breakers; a whole subscription and a group of another are in scope.
using '../main.bicep'

param environmentName = 'prod'
param location = 'swedencentral'
param provisionedAt = '2026-01-02T03:04:05Z'
param apiManagementServiceId = '/subscriptions/00000000-0000-0000-0000-000000000003/resourceGroups/rg-gateway/providers/Microsoft.ApiManagement/service/contoso-apim'
param discoveryScopeList = '/subscriptions/00000000-0000-0000-0000-000000000001,/subscriptions/00000000-0000-0000-0000-000000000002/resourceGroups/rg-b'
param connectEvents = true
param watchBreakers = true
param testCallsProduct = 'ai-team'
