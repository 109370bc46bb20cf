using System.Security.Cryptography;
using Importer.Configuration;
using Importer.Deployments;
using Importer.Gateway;
using Importer.Specs;

namespace Importer.Design;

/// <summary>The document that an API is imported from, or why there is none.</summary>
internal sealed record ApiSpecification
{
    /// <summary>The document, without the account's server; null when there is a problem.</summary>
    public SpecDocument? Document { get; init; }

    /// <summary>The server to set in the document that is written; null when it needs none.</summary>
    public Uri? Address { get; init; }

    /// <summary>Changes when the operations or their descriptions do.</summary>
    public string Hash { get; init; } = "";

    /// <summary>True for a document behind an address that nothing pins: others can change it, and nobody asked for the change.</summary>
    public bool IsAdrift { get; init; }

    /// <summary>What people should know about the document though it can be used.</summary>
    public string? Note { get; init; }

    /// <summary>Why the API cannot be made.</summary>
    public string? Problem { get; init; }

    /// <summary>How the document differs from the one that settings pin.</summary>
    public IReadOnlyList<FieldDifference> Differences { get; init; } = [];

    /// <summary>The operations; none when there is a problem.</summary>
    public IReadOnlyList<SpecOperation> Operations => Document?.Operations ?? [];

    /// <summary>The document for a group, by its source.</summary>
    public static ApiSpecification For(ApiGroup group, Uri address, DesignInput input) =>
        group.Profile.Source switch
        {
            ImportSource.OpenApi => Given(group, address, input),
            ImportSource.Http => Of(HttpApiSpec.For(group.Capabilities.ToHashSet()), null) with
            {
                Callable = group.Capabilities.ToHashSet(),
            },
            _ => Of(SpecCatalogue.For(group.Compatibility, group.Capabilities.ToHashSet()), address) with
            {
                Callable = group.Capabilities.ToHashSet(),
            },
        };

    /// <summary>
    /// What is imported: the document under the API's own name and description, which on import win over those beside it.
    /// </summary>
    public ApiDefinition Definition(string title, Func<string> description) =>
        new()
        {
            Document = () =>
                SpecInfo.Set(Address is { } address ? SpecServers.Set(Document!, address) : Document!, title, description()).ToJson(),
            Operations =
            [
                .. Document!.Operations.Select(operation => new ApiOperation(operation.Name, operation.Method, operation.UrlTemplate)),
            ],
        };

    /// <summary>What its operations can make a model do.</summary>
    public IReadOnlySet<Capability> Callable { get; init; } = new HashSet<Capability>();

    /// <summary>
    /// The <c>api-version</c> for calls of a deployment: what the document says, else what our own says; newer where the model wants that.
    /// </summary>
    public string VersionFor(ModelDeployment deployment, Compatibility compatibility)
    {
        if (compatibility == Compatibility.Anthropic)
        {
            return "";
        }

        var capabilities = CapabilityCatalog.Of(deployment, compatibility);
        var said = new[] { Document!, SpecCatalogue.For(compatibility) }
            .SelectMany(document => document.Operations)
            .FirstOrDefault(operation =>
                operation is { ApiVersion.Length: > 0, Capability: { } capability } && capabilities.Contains(capability)
            );
        return CapabilityCatalog.VersionFor(deployment, said?.ApiVersion ?? "");
    }

    private static ApiSpecification Given(ApiGroup group, Uri address, DesignInput input)
    {
        var profile = group.Profile;
        var location = profile.OpenApiLocation ?? "";
        var shown = ExternalSpecification.Shown(location);
        var given = input.Specifications.GetValueOrDefault(location);
        if (given?.Content is not { } content)
        {
            return new() { Problem = $"specification {shown}: {given?.Problem ?? "it was not read"}" };
        }

        if (profile.OpenApiHash is { } pinned && Sha256(content) is var actual && !actual.StartsWith(pinned, StringComparison.Ordinal))
        {
            return new()
            {
                Problem =
                    $"specification {shown} is not the one that OpenApi.Hash names: it has {actual}; look at what changed and set the hash to that",
                Differences = [new("document", pinned, actual[..pinned.Length])],
            };
        }

        var reading = SpecReader.Read(content.ToMemory());
        var problem = reading.Document is { } read ? SpecFit.Problem(read, reading.ServerPath, group.Compatibility) : reading.Refusal;
        return problem is not null
            ? new() { Problem = $"specification {shown} cannot be imported: {problem}" }
            : new()
            {
                Document = reading.Document,
                Callable = SpecFit.Callable(reading.Document!.Operations, group.Compatibility),
                Address = address,
                Hash = reading.SourceHash,
                IsAdrift = profile.OpenApiHash is null && ExternalSpecification.AddressOf(location) is not null,
                Note = given.Note is { } note ? $"specification {shown}: {note}" : null,
            };
    }

    private static string Sha256(BinaryData content) => Convert.ToHexStringLower(SHA256.HashData(content.ToMemory().Span));

    // The server is part of the hash: an account whose endpoint changes is imported again.
    private static ApiSpecification Of(SpecDocument document, Uri? address) =>
        new()
        {
            Document = document,
            Address = address,
            Hash = address is null ? document.Hash : ApiNaming.Hash($"{document.Hash}|{address}"),
        };
}

/// <summary>A specification of source <c>OpenApi</c>, or why there is none.</summary>
/// <param name="Content">The document's bytes; null when it could not be had.</param>
/// <param name="Problem">Why it could not be had.</param>
public sealed record ExternalSpecification(BinaryData? Content, string? Problem)
{
    /// <summary>What people should know about it though it is there; null for nothing.</summary>
    public string? Note { get; init; }

    /// <summary>The address that a location is; null when it is a file's path.</summary>
    public static Uri? AddressOf(string location) => Uri.TryCreate(location, UriKind.Absolute, out var url) && !url.IsFile ? url : null;

    /// <summary>A location as reports may show it: what stands behind the question mark can be a secret.</summary>
    public static string Shown(string location) => location.Split('?', 2) is [var place, _] ? $"{place}?…" : location;
}
