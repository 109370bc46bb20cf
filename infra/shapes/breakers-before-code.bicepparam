// The first deployment where breakers are watched: the topic is made, and nothing is connected before the function is there.
using '../main.bicep'

param environmentName = 'prod'
param location = 'swedencentral'
param provisionedAt = '2026-01-02T03:04:05Z'
param apiManagementServiceId = '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-ai/providers/Microsoft.ApiManagement/service/contoso-apim'
param watchBreakers = true
