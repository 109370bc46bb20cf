// What people give as text: resource IDs with trailing slashes or of the wrong kind, several in one, names with values.

@export()
@description('The parts of a text between commas, without blanks and without what is empty.')
func listed(text string) string[] => filter(map(split(text, ','), part => trim(part)), part => !empty(part))

@export()
@description('A resource ID with single slashes, one at the start and none at the end.')
func canonicalId(id string) string => '/${join(filter(split(trim(id), '/'), part => !empty(part)), '/')}'

@export()
@description('A scope to look for deployments in, or a failure that says what is wrong with it.')
func checkedScope(id string) string =>
  contains(toLower(id), '/managementgroups/') ? fail('IMPORTER_SCOPES: a management group cannot be a scope; name its subscriptions instead of ${id}')
  : isScope(split(canonicalId(id), '/')) ? canonicalId(id)
  : fail('IMPORTER_SCOPES must hold resource IDs of subscriptions, resource groups or Foundry accounts (/subscriptions/<id>[/resourceGroups/<name>[/providers/Microsoft.CognitiveServices/accounts/<name>]]), holds: ${id}')

// A subscription, a resource group or an account, without the names in it.
func isScope(parts string[]) bool => contains(
  ['/subscriptions', '/subscriptions/resourcegroups', '/subscriptions/resourcegroups/providers/microsoft.cognitiveservices/accounts'],
  toLower(join(map(filter(range(0, length(parts)), at => at % 2 == 1 || at == 0 || at == 6), at => parts[at]), '/'))
) && contains([3, 5, 9], length(parts))

@export()
@description('Names and values from a text such as A=1;B=2. A value may hold everything but a semicolon.')
func namedValues(variable string, text string) object => toObject(
  filter(map(split(text, ';'), pair => trim(pair)), pair => !empty(pair)),
  pair => nameOf(variable, pair),
  pair => skip(pair, indexOf(pair, '=') + 1)
)

func nameOf(variable string, pair string) string => indexOf(pair, '=') > 0
  ? trim(take(pair, indexOf(pair, '=')))
  : fail('${variable} must be name=value pairs with semicolons between them; a part of it has no name or no equals sign')
