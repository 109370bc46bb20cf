// The identity that the app runs as. Every right in this folder is given to it, or to the gateway.
@description('Region of the identity.')
param location string

@description('Tags of the identity.')
param tags object

@description('Distinguishes this installation; part of the name.')
param token string

var abbreviations = loadJsonContent('../abbreviations.json')

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: '${abbreviations.managedIdentityUserAssignedIdentities}${token}'
  location: location
  tags: tags
}

output id string = identity.id
output clientId string = identity.properties.clientId
output principalId string = identity.properties.principalId
