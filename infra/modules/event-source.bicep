// The system topic that tells what happens in one subscription, and its right to put away what it cannot deliver.
// There is one such topic per subscription, and it lies in that subscription: https://learn.microsoft.com/azure/event-grid/system-topics
targetScope = 'subscription'

@description('Region of the resource group, if it is made here.')
param location string

@description('Tags of every resource.')
param tags object

@description('Resource ID of the topic: where it is, or where it is made.')
param topicId string

@description('Whether the topic is there already.')
param isGiven bool

@description('Whether the resource group of a topic that is made is made here too.')
param makeGroup bool

@description('Subscription of the storage account that holds the dead letters; it may be another one.')
param storageSubscription string

@description('Resource group of that account.')
param storageGroup string

@description('Name of that account.')
param storageAccountName string

@description('Container of that account that holds them.')
param deadLetterContainer string

var groupName = split(topicId, '/')[4]

resource group 'Microsoft.Resources/resourceGroups@2025-04-01' = if (!isGiven && makeGroup) {
  name: groupName
  location: location
  tags: tags
}

module topic 'event-topic.bicep' = {
  name: 'importer-event-topic-${uniqueString(topicId)}'
  scope: resourceGroup(groupName)
  params: {
    name: split(topicId, '/')[8]
    isGiven: isGiven
    tags: tags
    location: 'global'
  }
  dependsOn: [group]
}

module deadLetters 'event-dead-letters.bicep' = {
  // One deployment for each subscription that sends its dead letters to the same group.
  name: 'importer-dead-letters-${uniqueString(topicId)}'
  scope: resourceGroup(storageSubscription, storageGroup)
  params: {
    storageAccountName: storageAccountName
    container: deadLetterContainer
    topicId: topicId
    principalId: topic.outputs.principalId
  }
}
