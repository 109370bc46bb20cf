// The importer's role on the API Management service: what an import writes, and nothing else of the service.
@description('Name of the API Management service in this resource group.')
param serviceName string

@description('Distinguishes this installation; part of the role\'s name.')
param token string

@description('Object ID of the identity that the app runs as.')
param principalId string

@description('Whether the app may switch on the service\'s own identity. Changing a service has one right only, and it covers everything about it.')
param allowIdentityChange bool

// docs/security.md tells which call needs which action; a test holds the lists to the calls that are made.
var serviceActions = [
  'Microsoft.ApiManagement/service/read'
  'Microsoft.ApiManagement/service/operationresults/read'
  'Microsoft.ApiManagement/service/apis/read'
  'Microsoft.ApiManagement/service/apis/write'
  'Microsoft.ApiManagement/service/apis/delete'
  'Microsoft.ApiManagement/service/apis/operations/read'
  'Microsoft.ApiManagement/service/apis/operations/policies/read'
  'Microsoft.ApiManagement/service/apis/operations/policies/write'
  'Microsoft.ApiManagement/service/apis/policies/read'
  'Microsoft.ApiManagement/service/apis/policies/write'
  'Microsoft.ApiManagement/service/apis/products/read'
  'Microsoft.ApiManagement/service/policies/read'
  'Microsoft.ApiManagement/service/products/policies/read'
  'Microsoft.ApiManagement/service/apis/diagnostics/read'
  'Microsoft.ApiManagement/service/apis/diagnostics/write'
  'Microsoft.ApiManagement/service/apis/diagnostics/delete'
  'Microsoft.ApiManagement/service/apis/tags/read'
  'Microsoft.ApiManagement/service/apis/tags/write'
  'Microsoft.ApiManagement/service/apis/tags/delete'
  'Microsoft.ApiManagement/service/backends/read'
  'Microsoft.ApiManagement/service/backends/write'
  'Microsoft.ApiManagement/service/backends/delete'
  'Microsoft.ApiManagement/service/namedValues/read'
  'Microsoft.ApiManagement/service/namedValues/write'
  'Microsoft.ApiManagement/service/namedValues/delete'
  'Microsoft.ApiManagement/service/products/read'
  'Microsoft.ApiManagement/service/products/apis/write'
  'Microsoft.ApiManagement/service/products/apis/delete'
  'Microsoft.ApiManagement/service/tags/read'
  'Microsoft.ApiManagement/service/tags/write'
  'Microsoft.ApiManagement/service/loggers/read'
  'Microsoft.ApiManagement/service/diagnostics/read'
  'Microsoft.ApiManagement/service/caches/read'
  'Microsoft.ApiManagement/service/policyFragments/read'
  'Microsoft.ApiManagement/service/policyFragments/write'
  'Microsoft.ApiManagement/service/policyFragments/delete'
  'Microsoft.ApiManagement/service/subscriptions/read'
]
var optionalIdentityActions = allowIdentityChange ? ['Microsoft.ApiManagement/service/write'] : []

resource service 'Microsoft.ApiManagement/service@2024-05-01' existing = {
  name: serviceName
}

resource writer 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: guid(resourceGroup().id, token, 'writer')
  properties: {
    roleName: 'Foundry importer writer (${uniqueString(resourceGroup().id, token)})'
    description: 'Registers APIs with their backends, policies, named values and product links.'
    type: 'CustomRole'
    assignableScopes: [resourceGroup().id]
    permissions: [
      { actions: concat(serviceActions, optionalIdentityActions) }
    ]
  }
}

resource writes 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(service.id, principalId, 'writer')
  scope: service
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    // By its subscription, wherever it is defined.
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', writer.name)
  }
}

// The service needs its system-assigned identity before this runs: docs/quickstart-azure.md.
output gatewayPrincipalId string = service.identity.principalId
output location string = service.location
