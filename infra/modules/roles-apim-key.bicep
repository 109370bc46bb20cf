// The right to read one key: that of the subscription with which test calls open the APIs. No test calls, no such right.
@description('Name of the API Management service in this resource group.')
param serviceName string

@description('Distinguishes this installation; part of the role\'s name.')
param token string

@description('Object ID of the identity that the app runs as.')
param principalId string

@description('API Management subscription (its ID) whose key is read.')
param subscriptionName string

@description('Product (its ID) that the subscription is made for; empty: the subscription is there already.')
param product string

var readKey = [
  'Microsoft.ApiManagement/service/subscriptions/listSecrets/action'
]

resource service 'Microsoft.ApiManagement/service@2024-05-01' existing = {
  name: serviceName
}

resource made 'Microsoft.ApiManagement/service/subscriptions@2024-05-01' = if (!empty(product)) {
  parent: service
  name: subscriptionName
  properties: {
    displayName: 'Test calls of the Foundry importer'
    scope: '${service.id}/products/${product}'
    state: 'active'
    allowTracing: false
  }
}

resource subscribed 'Microsoft.ApiManagement/service/subscriptions@2024-05-01' existing = {
  parent: service
  name: subscriptionName
}

resource keyReader 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: guid(resourceGroup().id, token, 'key reader')
  properties: {
    roleName: 'Foundry importer key reader (${uniqueString(resourceGroup().id, token)})'
    description: 'Reads the key of the subscription that test calls use; to be assigned on that subscription alone.'
    type: 'CustomRole'
    assignableScopes: [resourceGroup().id]
    permissions: [
      { actions: readKey }
    ]
  }
}

resource readsKey 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(subscribed.id, principalId, 'key reader')
  scope: subscribed
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', keyReader.name)
  }
  dependsOn: [made]
}
