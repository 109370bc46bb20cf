// A resource group here, an account in another subscription.
using '../main.bicep'

param environmentName = 'prod'
param location = 'swedencentral'
param provisionedAt = '2026-01-02T03:04:05Z'
param apiManagementServiceId = '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-ai/providers/Microsoft.ApiManagement/service/contoso-apim'
param discoveryScopes = [
  '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-a'
  '/subscriptions/00000000-0000-0000-0000-000000000002/resourceGroups/rg-b/providers/Microsoft.CognitiveServices/accounts/contoso'
]
param connectEvents = true
