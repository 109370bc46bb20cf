// Another subscription is in scope as a whole; IDs with slashes at their ends.
using '../main.bicep'

param environmentName = 'prod'
param location = 'swedencentral'
param provisionedAt = '2026-01-02T03:04:05Z'
param apiManagementServiceId = '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-ai/providers/Microsoft.ApiManagement/service/contoso-apim/'
param discoveryScopeList = ' /subscriptions/00000000-0000-0000-0000-000000000002/ '
param connectEvents = true
param testCallsSubscription = 'probes'
