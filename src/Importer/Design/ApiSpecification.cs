using Importer.Deployments;
using Importer.Gateway;
using Importer.Specs;

namespace Importer.Design;

/// <summary>The document that an API is imported from, or why there is none.</summary>
internal sealed record ApiSpecification
{
    /// <summary>The document with its server set; null when there is a problem.</summary>
    public SpecDocument? Document { get; init; }

    /// <summary>Changes when the operations or their descriptions do.</summary>
    public string Hash { get; init; } = "";

    /// <summary>Why the API cannot be made.</summary>
    public string? Problem { get; init; }

    /// <summary>The operations; none when there is a problem.</summary>
    public IReadOnlyList<SpecOperation> Operations => Document?.Operations ?? [];

    /// <summary>The document for a group, by its source.</summary>
    public static ApiSpecification For(ApiGroup group, Uri address, DesignInput input) => group.Profile.Source switch
    {
        ImportSource.OpenApi => Given(group.Profile.OpenApiLocation ?? "", address, input),
        ImportSource.Http => Of(HttpApiSpec.For(group.Capabilities.ToHashSet())),
        _ => Of(SpecServers.Set(SpecCatalogue.For(group.Compatibility, group.Capabilities.ToHashSet()), address)),
    };

    /// <summary>What is imported: the document under the API's own name and description, which on import win over those beside it.</summary>
    public ApiDefinition Definition(string title, string description) => new()
    {
        OpenApi = SpecInfo.Set(Document!, title, description).ToJson(),
        Operations = [.. Document!.Operations.Select(operation => new ApiOperation(operation.Name, operation.Method, operation.UrlTemplate))],
    };

    /// <summary>The <c>api-version</c> for calls of a deployment.</summary>
    public string VersionFor(ModelDeployment deployment)
    {
        var capabilities = CapabilityCatalog.Of(deployment);
        return Document!.Operations.FirstOrDefault(operation => operation.Capability is { } capability && capabilities.Contains(capability))?.ApiVersion
            ?? Document.Version;
    }

    private static ApiSpecification Given(string location, Uri address, DesignInput input)
    {
        var given = input.Specifications.GetValueOrDefault(location);
        if (given?.Content is not { } content)
        {
            return new() { Problem = $"specification {location}: {given?.Problem ?? "it was not read"}" };
        }

        var reading = SpecReader.Read(content.ToMemory());
        return reading.Document is null
            ? new() { Problem = $"specification {location} cannot be imported: {reading.Refusal}" }
            : new() { Document = SpecServers.Set(reading.Document, address), Hash = reading.SourceHash };
    }

    private static ApiSpecification Of(SpecDocument document) => new() { Document = document, Hash = ApiNaming.Hash(document.ToJson()) };
}
