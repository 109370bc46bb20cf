// What the roles in a subscription are called, and what confines the granter: said once for whoever makes them and whoever assigns them.

@export()
@description('Name of the role that reads accounts and deployments.')
func readerName(subscriptionId string, token string) string => guid(subscriptionId, token, 'reader')

@export()
@description('Name of the role that grants the gateway its role.')
func granterName(subscriptionId string, token string) string => guid(subscriptionId, token, 'granter')

// https://learn.microsoft.com/azure/role-based-access-control/delegate-role-assignments-examples
@export()
@description('Only these roles, and only to the gateway.')
func granterCondition(roles string[], gatewayPrincipalId string) string =>
  '((!(ActionMatches{\'Microsoft.Authorization/roleAssignments/write\'})) OR (@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {${join(roles, ', ')}} AND @Request[Microsoft.Authorization/roleAssignments:PrincipalId] ForAnyOfAnyValues:GuidEquals {${gatewayPrincipalId}}))'
