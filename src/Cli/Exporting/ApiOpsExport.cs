using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Importer.Apim;
using Importer.Gateway;
using Importer.Resources;

namespace Cli.Exporting;

/// <summary>
/// What the gateway should hold as artefacts of APIOps, in the layout that its extractor writes and its publisher reads; and the gateway's
/// roles, which APIOps does not deploy, as Bicep beside them.
/// </summary>
/// <remarks>Source: https://github.com/Azure/apiops (tools/code/common: one file there for each kind of artefact)</remarks>
internal static class ApiOpsExport
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The files.</summary>
    public static ExportFiles Of(IReadOnlyList<ApimArtefact> artefacts, ResourceId service)
    {
        var files = new ExportFiles();
        foreach (var artefact in artefacts.Where(artefact => artefact.Kind != ResourceKind.Role))
        {
            Add(artefact, service, files);
        }

        var roles = artefacts.Where(artefact => artefact.Kind == ResourceKind.Role).ToList();
        foreach (var (path, content) in roles.Count == 0 ? new Dictionary<string, string>() : BicepExport.Of(roles, service).All)
        {
            files.Add($"roles/{path}", content);
        }

        return files;
    }

    private static void Add(ApimArtefact artefact, ResourceId service, ExportFiles files)
    {
        var names = ArtefactId.Names(artefact);
        var properties = artefact.Body?["properties"]?.DeepClone().AsObject();
        switch (artefact.Kind)
        {
            case ResourceKind.Api:
                var document = (string?)properties!["value"];
                foreach (var name in new[] { "value", "format" })
                {
                    properties.Remove(name);
                }

                files.Add($"apis/{names[0]}/apiInformation.json", Json(properties));
                if (document is not null)
                {
                    files.Add($"apis/{names[0]}/specification.json", document);
                }

                break;
            case ResourceKind.Policy:
                files.Add($"apis/{names[0]}/policy.xml", (string)properties!["value"]!);
                break;
            case ResourceKind.Diagnostic:
                properties!["loggerId"] = ((string)properties["loggerId"]!)[service.Value.Length..];
                files.Add($"apis/{names[0]}/diagnostics/{names[1]}/diagnosticInformation.json", Json(properties));
                break;
            case ResourceKind.Tag when names.Count > 1:
                files.Add($"apis/{names[0]}/tags/{names[1]}/apiTagInformation.json", "{}\n");
                break;
            case ResourceKind.Tag:
                files.Add($"tags/{names[0]}/tagInformation.json", Json(properties!));
                break;
            case ResourceKind.ProductLink:
                files.Add($"products/{names[0]}/apis/{names[1]}/productApiInformation.json", "{}\n");
                break;
            case ResourceKind.Backend:
                files.Add($"backends/{names[0]}/backendInformation.json", Json(properties!));
                break;
            case ResourceKind.Fragment:
                files.Add($"policy fragments/{names[0]}/policy.xml", (string)properties!["value"]!);
                properties.Remove("value");
                properties.Remove("format");
                files.Add($"policy fragments/{names[0]}/policyFragmentInformation.json", Json(properties));
                break;
            case ResourceKind.NamedValue:
                // A key is no part of a repository: the publisher's configuration gives it.
                properties!.Remove(artefact.KeyOf is null ? "" : "value");
                files.Add($"named values/{names[0]}/namedValueInformation.json", Json(properties));
                break;
        }
    }

    private static string Json(JsonObject properties) =>
        new JsonObject { ["properties"] = properties.DeepClone() }.ToJsonString(Indented) + "\n";
}
