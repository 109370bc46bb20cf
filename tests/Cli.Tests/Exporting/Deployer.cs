using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Infra.Tests;

namespace Cli.Tests.Exporting;

/// <summary>Deploys what an export has written, as the tools would that it is written for: resource by resource.</summary>
internal sealed partial class Deployer(CliScene scene)
{
    /// <summary>Compiles Bicep by the real CLI, which evaluates it as far as it can be known before, and puts every resource.</summary>
    public async Task<int> DeployBicepAsync(string folder)
    {
        var main = Path.Combine(folder, "main.bicep");
        var (diagnostics, template) = await BicepCli.CompileAsync(main);
        Assert.True(template is not null && diagnostics.Count == 0, string.Join('\n', diagnostics));
        var parameters = Path.Combine(folder, "main.bicepparam");
        await File.WriteAllTextAsync(parameters, "using './main.bicep'\n");
        var (snapshot, failure) = await BicepCli.PredictAsync(parameters);
        Assert.True(snapshot is not null, failure);
        var resources = snapshot["predictedResources"]!.AsArray().Select(resource => resource!.AsObject()).ToList();
        foreach (var resource in resources.OrderBy(resource => Rank((string)resource["type"]!)).ThenBy(IsPool))
        {
            await PutAsync(IdOf(resource), resource["properties"]?.DeepClone().AsObject());
        }

        return resources.Count;
    }

    /// <summary>Publishes artefacts as APIOps does: an information file is the body, a specification and a policy go along.</summary>
    public async Task<int> PublishAsync(string folder)
    {
        var files = Directory
            .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(folder, file).Replace('\\', '/'))
            .Where(file => !file.StartsWith("roles/", StringComparison.Ordinal))
            .OrderBy(RankOfFile)
            .ThenBy(file => file.StartsWith("backends/", StringComparison.Ordinal) && IsPool(folder, file))
            .ThenBy(file => file, StringComparer.Ordinal)
            .ToList();
        foreach (var file in files)
        {
            await PublishAsync(folder, file);
        }

        var roles = Path.Combine(folder, "roles");
        return files.Count + (Directory.Exists(roles) ? await DeployBicepAsync(roles) : 0);
    }

    private async Task PublishAsync(string folder, string file)
    {
        var text = await File.ReadAllTextAsync(Path.Combine(folder, file));
        var parts = file.Split('/');
        switch (parts[^1])
        {
            case "apiInformation.json":
                var properties = Properties(text);
                var document = Path.Combine(folder, "apis", parts[1], "specification.json");
                if (File.Exists(document))
                {
                    properties["format"] = "openapi+json";
                    properties["value"] = await File.ReadAllTextAsync(document);
                }

                await PutAsync($"{CliScene.Service}/apis/{parts[1]}", properties);
                break;
            case "specification.json":
                break;
            case "policy.xml" when parts[0] == "policy fragments":
                break;
            case "policyFragmentInformation.json":
                var fragment = Properties(text);
                fragment["format"] = "xml";
                fragment["value"] = await File.ReadAllTextAsync(Path.Combine(folder, parts[0], parts[1], "policy.xml"));
                await PutAsync($"{CliScene.Service}/policyFragments/{parts[1]}", fragment);
                break;
            case "policy.xml":
                await PutAsync(
                    $"{CliScene.Service}/apis/{parts[1]}/policies/policy",
                    new JsonObject { ["format"] = "xml", ["value"] = text }
                );
                break;
            case "namedValueInformation.json":
                var named = Properties(text);
                if (named["keyVault"] is null)
                {
                    // The publisher's configuration gives the key; who writes it knows the account.
                    named["value"] = await scene.KeyOfAsync(Account().Match(text).Groups["id"].Value);
                }

                await PutAsync($"{CliScene.Service}/namedValues/{parts[1]}", named);
                break;
            case "apiTagInformation.json" or "productApiInformation.json":
                await PutAsync($"{CliScene.Service}/{string.Join('/', parts[..^1])}", null);
                break;
            case "backendInformation.json" or "tagInformation.json" or "diagnosticInformation.json":
                await PutAsync($"{CliScene.Service}/{string.Join('/', parts[..^1])}", Properties(text));
                break;
            default:
                Assert.Fail($"APIOps knows no {file}");
                break;
        }
    }

    private static JsonObject Properties(string text) => JsonNode.Parse(text)!["properties"]!.DeepClone().AsObject();

    private async Task PutAsync(string id, JsonObject? properties)
    {
        if ((string?)properties?["value"] is { } value && ListKeys().Match(value) is { Success: true } match)
        {
            properties["value"] = await scene.KeyOfAsync(match.Groups["id"].Value);
        }

        // The id of the service is known where it is deployed only.
        if ((string?)properties?["loggerId"] is { } logger && OfService().Match(logger) is { Success: true } below)
        {
            properties["loggerId"] = $"{CliScene.Service}{below.Groups["path"].Value}";
        }

        foreach (var member in properties?["pool"]?["services"]?.AsArray() ?? [])
        {
            member!["id"] = BackendOf((string)member["id"]!);
        }

        await scene.PutAsync(id, properties is null ? null : new JsonObject { ["properties"] = properties }.ToJsonString());
    }

    // Bicep says where a member of a pool is by an expression; APIOps has the id.
    private static string BackendOf(string id) =>
        Backend().Match(id) is { Success: true } match ? $"{CliScene.Service}/backends/{match.Groups["name"].Value}" : id;

    private static bool IsPool(JsonObject resource) => resource["properties"]?["pool"] is not null;

    private static bool IsPool(string folder, string file) => Properties(File.ReadAllText(Path.Combine(folder, file)))["pool"] is not null;

    private static string IdOf(JsonObject resource)
    {
        var type = (string)resource["type"]!;
        if (type == "Microsoft.Authorization/roleAssignments")
        {
            var id = (string)resource["id"]!;
            return Extension().Match(id) is { Success: true } extension
                ? $"{extension.Groups["scope"].Value}/providers/{type}/{extension.Groups["name"].Value}"
                : id;
        }

        var types = type.Split('/')[2..];
        var names = ((string)resource["name"]!).Split('/')[1..];
        return $"{CliScene.Service}/{string.Join('/', types.Zip(names, (one, name) => $"{one}/{name}"))}";
    }

    private static int Rank(string type) =>
        Array.IndexOf(
            [
                "Microsoft.Authorization/roleAssignments",
                "Microsoft.ApiManagement/service/tags",
                "Microsoft.ApiManagement/service/namedValues",
                "Microsoft.ApiManagement/service/backends",
                "Microsoft.ApiManagement/service/policyFragments",
                "Microsoft.ApiManagement/service/apis",
                "Microsoft.ApiManagement/service/apis/policies",
                "Microsoft.ApiManagement/service/apis/diagnostics",
                "Microsoft.ApiManagement/service/apis/tags",
                "Microsoft.ApiManagement/service/products/apis",
            ],
            type
        )
            is >= 0
                and var rank
            ? rank
            : throw new InvalidOperationException($"an export holds no {type}");

    private static int RankOfFile(string file) =>
        file switch
        {
            _ when file.StartsWith("tags/", StringComparison.Ordinal) => 0,
            _ when file.StartsWith("named values/", StringComparison.Ordinal) => 1,
            _ when file.StartsWith("backends/", StringComparison.Ordinal) => 2,
            _ when file.StartsWith("policy fragments/", StringComparison.Ordinal) => 3,
            _ when file.EndsWith("/apiInformation.json", StringComparison.Ordinal) => 4,
            _ when file.StartsWith("apis/", StringComparison.Ordinal) => 5,
            _ => 6,
        };

    [GeneratedRegex(@"\A\[listKeys\('(?<id>[^']+)', '[^']+'\)\.key1\]\z", RegexOptions.CultureInvariant)]
    private static partial Regex ListKeys();

    [GeneratedRegex(
        @"\A\[format\('\{0\}(?<path>[^']+)', resourceId\(.*'Microsoft.ApiManagement/service', 'contoso-apim'\)\)\]\z",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex OfService();

    [GeneratedRegex(@"'Microsoft.ApiManagement/service/backends', .*'(?<name>[^']+)'\)\]\z", RegexOptions.CultureInvariant)]
    private static partial Regex Backend();

    [GeneratedRegex("source=(?<id>[^ ]+?)(?:/deployments/[^ ]+)? ", RegexOptions.CultureInvariant)]
    private static partial Regex Account();

    [GeneratedRegex(
        @"extensionResourceId\((?<scope>.+), 'Microsoft.Authorization/roleAssignments', '(?<name>[^']+)'\)",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Extension();
}
