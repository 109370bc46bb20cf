// The system topic that tells what happens in the subscription, and its right to put away what it cannot deliver.
// There is one such topic per subscription: https://learn.microsoft.com/azure/event-grid/system-topics
@description('Tags of the topic.')
param tags object

@description('Distinguishes this installation; part of the name.')
param token string

@description('Resource ID of the subscription\'s system topic if it has one; empty makes it here.')
param existingTopicId string

@description('Storage account that holds the dead letters.')
param storageAccountName string

@description('Container of that account that holds them.')
param deadLetterContainer string

// Storage Blob Data Contributor: https://learn.microsoft.com/azure/event-grid/add-identity-roles
var blobDataContributor = 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'
var isNew = empty(existingTopicId)

resource topic 'Microsoft.EventGrid/systemTopics@2025-02-15' = if (isNew) {
  name: 'evgt-importer-${token}'
  location: 'global'
  tags: tags
  identity: { type: 'SystemAssigned' }
  properties: {
    source: subscription().id
    topicType: 'Microsoft.Resources.Subscriptions'
  }
}

resource theirs 'Microsoft.EventGrid/systemTopics@2025-02-15' existing = if (!isNew) {
  name: isNew ? 'none' : split(existingTopicId, '/')[8]
  scope: resourceGroup(isNew ? resourceGroup().name : split(existingTopicId, '/')[4])
}

resource account 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: storageAccountName

  resource blobs 'blobServices' existing = {
    name: 'default'

    resource container 'containers' existing = {
      name: deadLetterContainer
    }
  }
}

resource putsAway 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(account::blobs::container.id, isNew ? topic.id : theirs.id, blobDataContributor)
  scope: account::blobs::container
  properties: {
    principalId: isNew ? topic!.identity.principalId : theirs!.identity.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', blobDataContributor)
  }
}

output topicId string = isNew ? topic.id : existingTopicId
output topicName string = isNew ? topic.name : split(existingTopicId, '/')[8]
