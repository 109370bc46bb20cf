using System.Text;
using System.Text.Json.Nodes;
using Importer.Apim;
using Importer.Gateway;
using Importer.Resources;

namespace Cli.Exporting;

/// <summary>
/// What the gateway should hold as Bicep: <c>main.bicep</c> for the group of the service, the documents and policies beside it, and the
/// gateway's roles as a module for each group that accounts are in.
/// </summary>
internal static class BicepExport
{
    private const string AccountsVersion = "2025-06-01";
    private const string ServiceVersion = "2024-05-01";
    private const string Fold = "  ";

    /// <summary>The files.</summary>
    public static ExportFiles Of(IReadOnlyList<ApimArtefact> artefacts, ResourceId service)
    {
        var files = new ExportFiles();
        var text = new StringBuilder()
            .Append(
                $"// Written by foundry-importer export: what API Management {service.Name} should hold for the models in Foundry accounts.\n"
            )
            .Append(
                $"// Deploy it to the service's group: az deployment group create --resource-group {service.ResourceGroup} --template-file main.bicep\n"
            )
            .Append("targetScope = 'resourceGroup'\n")
            .Append(artefacts.All(artefact => artefact.Kind == ResourceKind.Role) ? "" : Service(service));
        var symbols = artefacts
            .Select(
                (artefact, index) =>
                    (artefact.Id, Symbol: $"{char.ToLowerInvariant(artefact.Kind.ToString()[0])}{artefact.Kind.ToString()[1..]}{index}")
            )
            .ToDictionary(pair => pair.Id, pair => pair.Symbol, StringComparer.OrdinalIgnoreCase);
        var accounts = Accounts(artefacts, text);
        foreach (var artefact in artefacts.Where(artefact => artefact.Kind != ResourceKind.Role))
        {
            text.Append(Resource(artefact, (symbols, accounts, service), files));
        }

        text.Append(Roles([.. artefacts.Where(artefact => artefact.Kind == ResourceKind.Role)], files));
        files.Add("main.bicep", text.ToString());
        return files;
    }

    private static string Service(ResourceId service) =>
        "\n// Addresses are those that the accounts and vaults themselves tell.\n#disable-diagnostics no-hardcoded-env-urls\n"
        + $"\n@description('The API Management service. The ownership tags below are bound to this name.')\nparam serviceName string = {BicepText.Literal(service.Name)}\n"
        + $"\nresource service 'Microsoft.ApiManagement/service@{ServiceVersion}' existing = {Block("name: serviceName")}\n";

    private static string Resource(
        ApimArtefact artefact,
        (Dictionary<string, string> Symbols, Dictionary<string, string> Accounts, ResourceId Service) around,
        ExportFiles files
    )
    {
        var names = ArtefactId.Names(artefact);
        var parent = artefact.Id[..artefact.Id[..artefact.Id.LastIndexOf('/')].LastIndexOf('/')];
        var isOfService = string.Equals(parent, around.Service.Value, StringComparison.OrdinalIgnoreCase);
        List<string> lines =
        [
            .. (isOfService ? "service" : around.Symbols.GetValueOrDefault(parent)) is { } symbol
                ? [$"parent: {symbol}", $"name: {BicepText.Literal(names[^1])}"]
                // A product that people keep: the link is named from the service down.
                : new[] { $"name: '${{serviceName}}/{BicepText.Literal(string.Join('/', names))[1..]}" },
            .. artefact.Body?["properties"] is { } properties
                ? [$"properties: {BicepText.Value(properties, 2, (name, value) => Instead(artefact, name, value, around, files))}"]
                : Array.Empty<string>(),
            .. DependsOn(artefact, around.Symbols) is { Count: > 0 } needed
                ? [$"dependsOn: [\n{string.Concat(needed.Select(symbol => $"    {symbol}\n"))}  ]"]
                : Array.Empty<string>(),
        ];
        return $"\nresource {around.Symbols[artefact.Id]} '{ArtefactId.Type(artefact)}@{artefact.ApiVersion}' = {{\n{string.Concat(lines.Select(line => $"{Fold}{line}\n"))}}}\n";
    }

    // Long texts are files, so that changes of them can be read; a key is asked for where it is deployed.
    private static string? Instead(
        ApimArtefact artefact,
        string name,
        JsonNode? value,
        (Dictionary<string, string> Symbols, Dictionary<string, string> Accounts, ResourceId Service) around,
        ExportFiles files
    )
    {
        var owner = ArtefactId.FileName(ArtefactId.Names(artefact)[0]);
        return (artefact.Kind, name) switch
        {
            (ResourceKind.Api, "value") => TextFile($"apis/{owner}.json", value, files),
            (ResourceKind.Policy, "value") => TextFile($"policies/{owner}.xml", value, files),
            (ResourceKind.Fragment, "value") => TextFile($"fragments/{owner}.xml", value, files),
            (ResourceKind.Backend, "id") => around.Symbols.GetValueOrDefault((string)value!) is { } member ? $"{member}.id" : null,
            (ResourceKind.NamedValue, "value") => artefact.KeyOf is { } account
                ? $"{around.Accounts[account.Value]}.listKeys().key1"
                : null,
            (ResourceKind.Diagnostic, "loggerId") =>
                $"'${{service.id}}{BicepText.Literal(((string)value!)[around.Service.Value.Length..])[1..]}",
            _ => null,
        };
    }

    private static string TextFile(string path, JsonNode? text, ExportFiles files)
    {
        files.Add(path, (string)text!);
        return $"loadTextContent({BicepText.Literal(path)})";
    }

    // What a policy or a fragment names must be there before it; what is not exported people keep.
    private static List<string> DependsOn(ApimArtefact artefact, Dictionary<string, string> symbols)
    {
        if (artefact.Kind is ResourceKind.Policy or ResourceKind.Fragment)
        {
            var xml = (string)artefact.Body!["properties"]!["value"]!;
            return
            [
                .. symbols
                    .Where(pair => pair.Key != artefact.Id && IsNamedByPolicies(pair.Key))
                    .Where(pair => xml.Contains(pair.Key[(pair.Key.LastIndexOf('/') + 1)..], StringComparison.OrdinalIgnoreCase))
                    .Select(pair => pair.Value),
            ];
        }

        var names = ArtefactId.Names(artefact);
        return artefact.Kind switch
        {
            ResourceKind.ProductLink =>
            [
                .. symbols
                    .Where(pair =>
                        pair.Key.EndsWith($"/apis/{names[^1]}", StringComparison.OrdinalIgnoreCase)
                        && pair.Key != artefact.Id
                        && !pair.Key.Contains("/products/", StringComparison.OrdinalIgnoreCase)
                    )
                    .Select(pair => pair.Value),
            ],
            ResourceKind.Tag when names.Count > 1 =>
            [
                .. symbols
                    .Where(pair =>
                        pair.Key.EndsWith($"/tags/{names[^1]}", StringComparison.OrdinalIgnoreCase)
                        && !pair.Key.Contains("/apis/", StringComparison.OrdinalIgnoreCase)
                    )
                    .Select(pair => pair.Value),
            ],
            _ => [],
        };
    }

    private static bool IsNamedByPolicies(string id) =>
        id.Contains("/backends/", StringComparison.OrdinalIgnoreCase)
        || id.Contains("/namedValues/", StringComparison.OrdinalIgnoreCase)
        || id.Contains("/policyFragments/", StringComparison.OrdinalIgnoreCase);

    private static Dictionary<string, string> Accounts(IReadOnlyList<ApimArtefact> artefacts, StringBuilder text)
    {
        var symbols = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var account in artefacts.Select(artefact => artefact.KeyOf).OfType<ResourceId>().Distinct())
        {
            symbols[account.Value] = $"account{symbols.Count}";
            text.Append($"\nresource {symbols[account.Value]} 'Microsoft.CognitiveServices/accounts@{AccountsVersion}' existing = ")
                .Append(
                    Block(
                        $"name: {BicepText.Literal(account.Name)}",
                        $"scope: resourceGroup({BicepText.Literal(account.Subscription)}, {BicepText.Literal(account.ResourceGroup!)})"
                    )
                )
                .Append('\n');
        }

        return symbols;
    }

    private static string Roles(IReadOnlyList<ApimArtefact> roles, ExportFiles files)
    {
        var text = new StringBuilder();
        var groups = roles
            .GroupBy(role =>
                ResourceId.Parse(role.Id[..role.Id.IndexOf("/providers/Microsoft.CognitiveServices", StringComparison.OrdinalIgnoreCase)])
            )
            .ToList();
        foreach (var (group, number) in groups.Select((group, number) => (group, number)))
        {
            files.Add($"roles/roles{number}.bicep", Module(group));
            text.Append($"\nmodule roles{number} 'roles/roles{number}.bicep' = ")
                .Append(
                    Block(
                        $"name: 'foundry-importer-roles-{number}'",
                        $"scope: resourceGroup({BicepText.Literal(group.Key.Subscription)}, {BicepText.Literal(group.Key.ResourceGroup!)})"
                    )
                )
                .Append('\n');
        }

        return text.ToString();
    }

    private static string Module(IEnumerable<ApimArtefact> roles)
    {
        var text = new StringBuilder(
            "// The roles with which the gateway calls the models in this group's accounts.\ntargetScope = 'resourceGroup'\n"
        );
        foreach (var (role, number) in roles.Select((role, number) => (role, number)))
        {
            var account = role.Id[..role.Id.LastIndexOf("/providers/", StringComparison.OrdinalIgnoreCase)];
            text.Append(
                    $"\nresource account{number} 'Microsoft.CognitiveServices/accounts@{AccountsVersion}' existing = {Block($"name: {BicepText.Literal(ResourceId.Parse(account).Name)}")}\n"
                )
                .Append($"\nresource role{number} 'Microsoft.Authorization/roleAssignments@{role.ApiVersion}' = ")
                .Append(
                    Block(
                        $"name: {BicepText.Literal(role.Id[(role.Id.LastIndexOf('/') + 1)..])}",
                        $"scope: account{number}",
                        $"properties: {BicepText.Value(role.Body!["properties"], 2, (_, _) => null)}"
                    )
                )
                .Append('\n');
        }

        return text.ToString();
    }

    private static string Block(params string[] lines) => $"{{\n{string.Concat(lines.Select(line => $"{Fold}{line}\n"))}}}";
}
