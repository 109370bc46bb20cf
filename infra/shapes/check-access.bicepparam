// The gateway gets its role here, on a subscription and on a group; nobody may grant anything.
using '../main.bicep'

param environmentName = 'prod'
param location = 'swedencentral'
param provisionedAt = '2026-01-02T03:04:05Z'
param apiManagementServiceId = '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-ai/providers/Microsoft.ApiManagement/service/contoso-apim'
param discoveryScopeList = '/subscriptions/00000000-0000-0000-0000-000000000001,/subscriptions/00000000-0000-0000-0000-000000000002/resourceGroups/rg-b,/subscriptions/00000000-0000-0000-0000-000000000002/resourceGroups/rg-c/providers/Microsoft.CognitiveServices/accounts/contoso'
param gatewayAccess = 'Check'
param gatewayRole = 'CognitiveServicesUser'
param connectEvents = true
