// The system topic of this subscription: made, or looked up.
@description('Name of the topic in this resource group.')
param name string

@description('Whether the topic is there already. It needs a system-assigned identity: docs/quickstart-azure.md.')
param isGiven bool

@description('Tags of the topic.')
param tags object

resource made 'Microsoft.EventGrid/systemTopics@2025-02-15' = if (!isGiven) {
  name: name
  location: 'global'
  tags: tags
  identity: { type: 'SystemAssigned' }
  properties: {
    source: subscription().id
    topicType: 'Microsoft.Resources.Subscriptions'
  }
}

resource given 'Microsoft.EventGrid/systemTopics@2025-02-15' existing = if (isGiven) {
  name: name
}

output principalId string = isGiven ? given!.identity.principalId : made!.identity.principalId
