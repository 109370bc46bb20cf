// A topic's right to put away what it cannot deliver.
@description('Storage account in this resource group.')
param storageAccountName string

@description('Container of that account that holds dead letters.')
param container string

@description('Resource ID of the topic.')
param topicId string

@description('Object ID of the topic\'s identity.')
param principalId string

// Storage Blob Data Contributor: https://learn.microsoft.com/azure/event-grid/add-identity-roles
var blobDataContributor = 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'

resource account 'Microsoft.Storage/storageAccounts@2026-09-01' existing = {
  name: storageAccountName

  resource blobs 'blobServices' existing = {
    name: 'default'

    resource deadLetters 'containers' existing = {
      name: container
    }
  }
}

resource putsAway 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  // With the identity in the name: a topic that is made anew gets an assignment of its own.
  name: guid(account::blobs::deadLetters.id, topicId, principalId, blobDataContributor)
  scope: account::blobs::deadLetters
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', blobDataContributor)
  }
}
